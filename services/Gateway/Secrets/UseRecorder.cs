using Google.Protobuf.WellKnownTypes;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Secrets;

/// <summary>
/// Records uses of secrets: the first one of its kind before it is answered, equal ones within a minute by their number when it is over.
/// Unlike denied calls, which may be left out, no use is given without a record, so whatever cannot be counted is recorded at once.
/// </summary>
internal sealed class UseRecorder(IServiceScopeFactory scopes, TimeProvider time, ILogger<UseRecorder> logger) : BackgroundService
{
    /// <summary>How long equal uses are counted together.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>How many kinds of uses are told apart at once; those beyond are recorded one by one.</summary>
    public const int Capacity = 10_000;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);
    private readonly Lock gate = new();
    private readonly Dictionary<UseKey, Counted> counted = [];

    /// <summary>Returns when the use is recorded or counted.</summary>
    public async Task ReportAsync(UseKey use, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var caller = Caller.Current with { Token = null };
        Counted? kind;
        long count;
        lock (gate)
        {
            if (!counted.TryGetValue(use, out kind) && counted.Count < Capacity) counted.Add(use, kind = new Counted());
            if (kind is not null && now - kind.Since < Window)
            {
                kind.Add(caller, now);
                return;
            }

            count = 1 + (kind?.Begin(now) ?? 0);
        }

        try
        {
            await RecordAsync(use.ToEvent(count, now), caller, cancellation);
        }
        catch (Exception)
        {
            // This one is not given; those that were counted before it are still to be recorded, with the next one.
            lock (gate) kind?.GiveBack(count - 1, DateTimeOffset.MinValue, kind);
            throw;
        }
    }

    /// <summary>Records what was counted and whose minute is over, or everything.</summary>
    public async Task SweepAsync(bool all, CancellationToken cancellation)
    {
        foreach (var (use, kind, count) in Due(all))
        {
            try
            {
                await RecordAsync(use.ToEvent(count, kind.LastAt), kind.Last!, cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                logger.SecretUsesNotRecorded(e, use.Workspace, use.Name, count);
                lock (gate)
                {
                    counted.TryAdd(use, kind);
                    counted[use].GiveBack(count, counted[use].Since, kind);
                }
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await SweepAsync(all: true, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        // Not interrupted: what was taken out of the count would be lost.
        while (await timer.WaitForNextTickAsync(stoppingToken)) await SweepAsync(all: false, CancellationToken.None);
    }

    private List<(UseKey Use, Counted Kind, long Count)> Due(bool all)
    {
        var now = time.GetUtcNow();
        var due = new List<(UseKey, Counted, long)>();
        lock (gate)
        {
            foreach (var (use, kind) in counted)
            {
                if (!all && now - kind.Since < Window) continue;
                if (kind.Count == 0) counted.Remove(use);
                else due.Add((use, kind, kind.Begin(now)));
            }
        }

        return due;
    }

    /// <summary>The actor of the event is who used the secret, also when it is recorded a little later.</summary>
    private async Task RecordAsync(SecretUsed used, Caller caller, CancellationToken cancellation)
    {
        using var acting = caller.Enter();
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Mutations>().ApplyAsync<SecretUses>(
            SecretUses.StreamOf(used.Workspace, used.Name), new Empty(), (_, _) => [used], cancellation);
    }

    /// <summary>Equal uses since the last one that was recorded.</summary>
    private sealed class Counted
    {
        public DateTimeOffset Since { get; private set; } = DateTimeOffset.MinValue;

        public long Count { get; private set; }

        public Caller? Last { get; private set; }

        public DateTimeOffset LastAt { get; private set; }

        public void Add(Caller caller, DateTimeOffset now) => (Count, Last, LastAt) = (Count + 1, caller, now);

        /// <summary>Begins another minute; returns what was counted in the one before.</summary>
        public long Begin(DateTimeOffset now)
        {
            var before = Count;
            (Since, Count) = (now, 0);
            return before;
        }

        /// <summary>What could not be recorded is counted again.</summary>
        public void GiveBack(long count, DateTimeOffset since, Counted from)
        {
            if (Last is null) (Last, LastAt) = (from.Last, from.LastAt);
            (Count, Since) = (Count + count, since);
        }
    }
}
