using System.Collections.Concurrent;
using System.Diagnostics;

namespace MlOps.ServiceHost;

/// <summary>Counts the statements that the database gets because of what a test does, by their trace.</summary>
public sealed class QueryCount : IDisposable
{
    private readonly ConcurrentQueue<ActivityTraceId> statements = new();
    private readonly ActivitySource source = new("MlOps.ServiceHost");
    private readonly ActivityListener listener;

    /// <summary>Begins to listen.</summary>
    public QueryCount()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = heard => heard.Name is "Npgsql" || heard == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql" && !activity.OperationName.StartsWith("CONNECT ", StringComparison.Ordinal)) statements.Enqueue(activity.TraceId);
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>How many statements <paramref name="call"/> leads to.</summary>
    public async Task<int> OfAsync(Func<Task> call)
    {
        // A trace of its own, not a child of the test's.
        using var trace = source.StartActivity(ActivityKind.Internal, parentContext: new ActivityContext(
            ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded))!;
        await call();
        return statements.Count(statement => statement == trace.TraceId);
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        listener.Dispose();
        source.Dispose();
    }
}
