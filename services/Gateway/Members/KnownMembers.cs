using System.Collections.Concurrent;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.Gateway.Members;

/// <summary>
/// The memberships of persons who were here lately, in memory. Each is read when it is needed first, and again after any change on any
/// node, of which the commit signal tells; while the database does not answer, those that are known stay.
/// </summary>
internal sealed class KnownMembers(NpgsqlDataSource database, CommitSignals signals, ILogger<KnownMembers> logger) : BackgroundService
{
    private const string Topic = "members";

    /// <summary>The memory is cleared at this size.</summary>
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<string, Known> known = new();
    private long turn;

    /// <summary>What a person has in all workspaces, expired ones too.</summary>
    /// <exception cref="UnavailableException">It is not known, and cannot be read.</exception>
    public async ValueTask<IReadOnlyList<Membership>> OfAsync(string subject, CancellationToken cancellation)
    {
        var person = SubjectNames.Canonical(subject);
        // Before reading: what is read during a change is read again.
        var now = Volatile.Read(ref turn);
        if (known.TryGetValue(person, out var before) && before.Turn == now) return before.Memberships;
        try
        {
            var read = await MemberTable.OfAsync(database, person, cancellation);
            if (known.Count >= Capacity) known.Clear();
            known[person] = new Known(read, now);
            return read;
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            logger.MembersNotRead(e.Message);
            return before?.Memberships
                ?? throw new UnavailableException("DATABASE_UNAVAILABLE", "The caller's memberships cannot be read; retry later.", e);
        }
    }

    /// <summary>A change was committed: it holds here at once, and the other nodes are told.</summary>
    public void Changed()
    {
        Interlocked.Increment(ref turn);
        signals.Raise(Topic);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var changed = signals.Next(Topic);
            Interlocked.Increment(ref turn);
            await changed.WaitAsync(stoppingToken);
        }
    }

    private sealed record Known(IReadOnlyList<Membership> Memberships, long Turn);
}
