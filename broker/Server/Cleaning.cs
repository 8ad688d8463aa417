using Microsoft.Extensions.Logging;

namespace MlOps.Broker.Server;

/// <summary>Applies retention and compaction to every log at a fixed interval.</summary>
internal sealed class Cleaning(Broker broker, ILogger logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(broker.Options.CleaningInterval, broker.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) Clean();
        }
        catch (OperationCanceledException)
        {
            // The broker stops.
        }
    }

    private void Clean()
    {
        foreach (var log in broker.Logs)
        {
            try
            {
                log.Clean();
            }
            catch (Exception failure)
            {
                logger.CleaningFailed(failure, log.Name);
            }
        }
    }
}
