using JasperFx;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Microsoft.Extensions.Logging;

namespace Marten.Internal.Daemon;

/// <summary>Runs the shards of one store.</summary>
internal sealed class ProjectionDaemon : IProjectionDaemon
{
    private readonly DocumentStore store;
    private readonly ILogger logger;
    private readonly HighWaterAgent highWater;
    private readonly Dictionary<string, ShardAgent> agents;
    private readonly ProgressTable progress;

    public ProjectionDaemon(DocumentStore store, ILogger logger)
    {
        this.store = store;
        this.logger = logger;
        highWater = new HighWaterAgent(store, logger);
        progress = new ProgressTable(store);
        agents = AsyncShard.Of(store.Options).Select(shard => new ShardAgent(store, shard, highWater, logger)).ToDictionary(a => a.Shard.Name.Identity);
    }

    public bool IsRunning => agents.Values.Any(a => a.Status != AgentStatus.Stopped);

    public long HighWaterMark() => highWater.Mark;

    public AgentStatus StatusFor(string shardName) => agents.TryGetValue(shardName, out var agent) ? agent.Status : AgentStatus.Stopped;

    public bool HasAnyPaused() => agents.Values.Any(a => a.Status == AgentStatus.Paused);

    public async Task StartAllAsync()
    {
        await highWater.StartAsync(CancellationToken.None);
        foreach (var agent in agents.Values) agent.Start();
    }

    public async Task StopAllAsync()
    {
        await Task.WhenAll(agents.Values.Select(a => a.StopAsync()));
        await highWater.StopAsync();
    }

    public async Task StartAgentAsync(string shardName, CancellationToken token)
    {
        var agent = AgentFor(shardName);
        await highWater.StartAsync(token);
        agent.Start();
    }

    public Task StopAgentAsync(string shardName, Exception? ex = null) => AgentFor(shardName).StopAsync();

    public Task WaitForNonStaleData(TimeSpan timeout) => Staleness.WaitAsync(store, timeout, CancellationToken.None);

    public Task RebuildProjectionAsync(string projectionName, CancellationToken token) => RebuildAsync(AgentFor(projectionName), token);

    public Task RebuildProjectionAsync<TView>(CancellationToken token) => RebuildProjectionAsync(typeof(TView), token);

    public Task RebuildProjectionAsync(Type projectionType, CancellationToken token) => RebuildAsync(AgentFor(projectionType), token);

    public Task RebuildProjectionAsync(string projectionName, TimeSpan shardTimeout, CancellationToken token) =>
        WithTimeoutAsync(t => RebuildProjectionAsync(projectionName, t), shardTimeout, token);

    public Task RebuildProjectionAsync<TView>(TimeSpan shardTimeout, CancellationToken token) => RebuildProjectionAsync(typeof(TView), shardTimeout, token);

    public Task RebuildProjectionAsync(Type projectionType, TimeSpan shardTimeout, CancellationToken token) =>
        WithTimeoutAsync(t => RebuildProjectionAsync(projectionType, t), shardTimeout, token);

    public async Task RewindSubscriptionAsync(string subscriptionName, CancellationToken token, long? sequenceFloor = 0, DateTimeOffset? timestamp = null)
    {
        var agent = AgentFor(subscriptionName);
        var wasRunning = agent.Status != AgentStatus.Stopped;
        await agent.StopAsync();
        var floor = timestamp is { } time ? await ShardAgent.SequenceBeforeAsync(store, time, token) : sequenceFloor ?? 0;
        await progress.SetAsync(agent.Shard.Name.Identity, floor, token);
        if (wasRunning) agent.Start();
    }

    public void Dispose() => StopAllAsync().GetAwaiter().GetResult();

    /// <summary>Deletes what the projection has stored, and its position, then handles all events; the projection does not go on by itself.</summary>
    private async Task RebuildAsync(ShardAgent agent, CancellationToken token)
    {
        await store.Schema.EnsureEventsAsync();
        await agent.StopAsync();
        await new ProjectionTeardown(store).ExecuteAsync(agent.Shard, token);
        var detector = new HighWaterDetector(store, logger);
        await detector.DetectAsync(token);
        while (detector.IsWaitingForGap)
        {
            await Task.Delay(HighWaterAgent.GapPolling, token);
            await detector.DetectAsync(token);
        }

        await agent.CatchUpAsync(0, detector.Mark, ShardExecutionMode.Rebuild, token);
    }

    private ShardAgent AgentFor(string name) =>
        agents.TryGetValue(name, out var agent) ? agent : agents.Values.FirstOrDefault(a => a.Shard.Name.Name == name) ?? InlineAgent(p => p.Name == name)
            ?? throw new ArgumentOutOfRangeException(nameof(name), name, $"There is no projection or subscription of that name; known are {string.Join(", ", agents.Keys)}.");

    private ShardAgent AgentFor(Type type) =>
        agents.Values.FirstOrDefault(a => Builds(a.Shard.Source, type)) ?? InlineAgent(p => Builds(p, type))
            ?? throw new ArgumentOutOfRangeException(nameof(type), type, "There is no projection of that type, or for that document.");

    /// <summary>Inline projections can be rebuilt too.</summary>
    private ShardAgent? InlineAgent(Func<ProjectionBase, bool> condition)
    {
        var projection = store.Options.Projections.Inline.FirstOrDefault(condition);
        return projection is null ? null : new ShardAgent(store, new AsyncShard(projection), highWater, logger);
    }

    private static bool Builds(object source, Type type) =>
        source.GetType() == type || (source is ProjectionBase projection && projection.PublishedTypes().Contains(type));

    private static async Task WithTimeoutAsync(Func<CancellationToken, Task> work, TimeSpan timeout, CancellationToken token)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(token);
        limited.CancelAfter(timeout);
        try
        {
            await work(limited.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new TimeoutException($"The rebuild took longer than {timeout}.");
        }
    }
}
