namespace Marten.Internal.Daemon;

/// <summary>Waits for asynchronous projections.</summary>
internal static class Staleness
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns once every shard has handled all events that are committed now.</summary>
    public static async Task WaitAsync(DocumentStore store, TimeSpan timeout, CancellationToken token)
    {
        await store.Schema.EnsureEventsAsync();
        var shards = AsyncShard.Of(store.Options).Select(s => s.Name.Identity).ToList();
        await using var command = store.DataSource.CreateCommand($"select coalesce(max(seq_id), 0) from {store.Options.EventGraph.DatabaseSchemaName}.mt_events");
        var highest = (long)(await command.ExecuteScalarAsync(token))!;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(token);
        limited.CancelAfter(timeout);
        var progress = new ProgressTable(store);
        while (true)
        {
            var positions = (await progress.ReadAllAsync(token)).ToDictionary(s => s.ShardName, s => s.Sequence);
            var behind = shards.Where(s => positions.GetValueOrDefault(s) < highest).ToList();
            if (behind.Count == 0) return;
            try
            {
                await Task.Delay(Interval, limited.Token);
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
                throw new TimeoutException($"The projections did not reach event {highest} within {timeout}: {string.Join(", ", behind.Select(s => $"{s} is at {positions.GetValueOrDefault(s)}"))}.");
            }
        }
    }
}
