using Microsoft.Extensions.Options;

namespace MlOps.Serving.PredictionLog;

/// <summary>Deletes what has been kept long enough, at the start and once an hour. Any number of nodes may.</summary>
internal sealed class RetentionRounds(
    ExpirePredictions expire, PredictionJournal journal, IOptions<PredictionOptions> options, TimeProvider time,
    ILogger<RetentionRounds> logger)
    : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        do
        {
            try
            {
                var expired = await expire.HandleAsync(stoppingToken);
                if (expired > 0) logger.PredictionsExpired(expired);
                foreach (var segment in journal.DeleteDamaged(time.GetUtcNow() - options.Value.Retention)) logger.DamagedExpired(segment);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.RetentionNotApplied(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
