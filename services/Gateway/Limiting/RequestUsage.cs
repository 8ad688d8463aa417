using System.Collections.Concurrent;
using Npgsql;

namespace MlOps.Gateway.Limiting;

/// <summary>
/// How many requests each workspace has made today, by UTC: counted in memory and added to the database each second, where the counts of
/// all nodes come together.
/// </summary>
internal sealed class RequestUsage(NpgsqlDataSource database, TimeProvider time, ILogger<RequestUsage> logger) : BackgroundService
{
    /// <summary>The table, as the service creates it.</summary>
    public const string Schema = """
        create table if not exists request_usage (
            workspace text not null, day date not null, requests bigint not null, primary key (workspace, day));
        """;

    private const string Today = "select workspace, requests from request_usage where day = $1";
    private const string Forget = "delete from request_usage where day < $1 and workspace is not null";
    private const string Count = """
        insert into request_usage (workspace, day, requests) select workspace, $1, requests from unnest($2, $3) added (workspace, requests)
        on conflict (workspace, day) do update set requests = request_usage.requests + excluded.requests
        returning workspace, requests
        """;

    private const int DaysKept = 400;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, DayCount> counts = new(StringComparer.Ordinal);
    private DateOnly counted;

    /// <summary>Counts a request; false, and not counted, if the workspace has made <paramref name="limit"/> today.</summary>
    public bool TryCount(string workspace, long limit)
    {
        var today = DayOf(time.GetUtcNow());
        return counts.GetOrAdd(workspace, static (_, day) => new DayCount(day), today).TryAdd(today, limit);
    }

    /// <summary>The requests that a workspace has made today on all nodes, those of the last second on this one only.</summary>
    public async Task<long> TodayAsync(string workspace, CancellationToken cancellation)
    {
        var day = DayOf(time.GetUtcNow());
        await using var command = database.CreateCommand("select requests from request_usage where workspace = $1 and day = $2");
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(day);
        var stored = await command.ExecuteScalarAsync(cancellation) as long? ?? 0;
        return stored + (counts.TryGetValue(workspace, out var count) ? count.PendingOf(day) : 0);
    }

    /// <summary>When the day of a moment is over.</summary>
    public static TimeSpan LeftOfDay(DateTimeOffset now) => now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;

    /// <summary>Nobody is served before today's counts are known.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var day = DayOf(time.GetUtcNow());
        await using (var read = database.CreateCommand(Today))
        {
            read.Parameters.AddWithValue(day);
            await using var reader = await read.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                counts[reader.GetString(0)] = new DayCount(day) { Stored = reader.GetInt64(1) };
        }

        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await FlushAsync(stoppingToken);
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        var taken = new List<(string Workspace, DateOnly Day, long Requests)>();
        foreach (var (workspace, count) in counts)
        {
            if (count.Take() is var (day, requests) && requests > 0) taken.Add((workspace, day, requests));
        }

        try
        {
            foreach (var day in taken.GroupBy(one => one.Day))
                await AddAsync(day.Key, [.. day.OrderBy(one => one.Workspace, StringComparer.Ordinal)], cancellation);
            taken.Clear();
            await ForgetAsync(DayOf(time.GetUtcNow()), cancellation);
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            logger.UsageNotWritten(e.Message);
        }
        finally
        {
            foreach (var (workspace, day, requests) in taken) counts[workspace].Return(day, requests);
        }
    }

    private async Task AddAsync(
        DateOnly day, List<(string Workspace, DateOnly Day, long Requests)> added, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Count);
        command.Parameters.AddWithValue(day);
        command.Parameters.AddWithValue(added.Select(one => one.Workspace).ToArray());
        command.Parameters.AddWithValue(added.Select(one => one.Requests).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) counts[reader.GetString(0)].IsStored(day, reader.GetInt64(1));
    }

    private async Task ForgetAsync(DateOnly today, CancellationToken cancellation)
    {
        if (counted == today) return;
        await using var command = database.CreateCommand(Forget);
        command.Parameters.AddWithValue(today.AddDays(-DaysKept));
        await command.ExecuteNonQueryAsync(cancellation);
        counted = today;
    }

    private static DateOnly DayOf(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);
}
