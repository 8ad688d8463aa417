using System.Collections.Frozen;
using Marten;
using MlOps.EventSourcing;
using MlOps.Gateway.Tokens;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.Gateway.Elevations;

/// <summary>
/// The elevations that last, in memory. Nodes tell each other of changes; each reads the table anew at its start, when it is told, and
/// every few seconds. Their time, and the end of their token, is looked at with each request.
/// </summary>
internal sealed class ActiveElevations(
    NpgsqlDataSource database, CommitSignals signals, EndedTokens ended, TimeProvider time, ILogger<ActiveElevations> logger)
    : Watch(signals, "elevations", time)
{
    /// <summary>The table, as the service creates it: its key lets a person have one elevation at a time in a workspace.</summary>
    public const string Schema =
        """
        create table if not exists elevations (
            workspace text not null,
            person text not null,
            elevation_id text not null,
            role text not null,
            token_id text not null,
            ends_at timestamptz not null,
            primary key (workspace, person));
        create index if not exists elevations_ends on elevations (ends_at)
        """;

    // What may still last elsewhere has begun within the longest time; its row says if it was ended.
    private static readonly TimeSpan Looked = Limits.Elevation + TimeSpan.FromHours(1);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private readonly Lock changing = new();
    private volatile FrozenDictionary<string, ActiveElevation> all = FrozenDictionary<string, ActiveElevation>.Empty;
    private volatile FrozenDictionary<(string Workspace, string Person), ActiveElevation> byPerson = ByPerson([]);

    /// <summary>Records the beginning in the session's transaction, which fails while the person has an elevation that lasts.</summary>
    public static void Add(IDocumentOperations session, Elevation elevation)
    {
        var (person, now) = (SubjectNames.Canonical(elevation.Subject), elevation.BegunAt.ToUniversalTime());
        session.QueueSqlCommand(
            """
            delete from elevations where workspace = ? and person = ?
            and (ends_at <= ? or token_id in (select token_id from ended_tokens where ends_at <= ?))
            """,
            elevation.Workspace, person, now, now);
        session.QueueSqlCommand(
            "insert into elevations (workspace, person, elevation_id, role, token_id, ends_at) values (?, ?, ?, ?, ?, ?)",
            elevation.Workspace, person, elevation.ElevationId, elevation.Role, elevation.TokenId, elevation.EndsAt.ToUniversalTime());
    }

    /// <summary>Whether the transaction failed because the person has an elevation that lasts.</summary>
    public static bool Forbids(Exception exception) => ExceptionChain.Of(exception)
        .Any(e => e is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "elevations" });

    /// <summary>Records an end before its time in the session's transaction.</summary>
    public static void End(IDocumentOperations session, ElevationEnded e) => session.QueueSqlCommand(
        "update elevations set ends_at = least(ends_at, ?) where workspace = ? and elevation_id = ?",
        e.At.ToUniversalTime(), e.Workspace, e.ElevationId);

    /// <summary>The elevation that a person has in a workspace; null if there is none.</summary>
    public ActiveElevation? Of(string subject, string workspace)
    {
        var known = byPerson;
        if (known.Count == 0) return null;
        return known.TryGetValue((workspace, SubjectNames.Canonical(subject)), out var one) && Lasts(one) ? one : null;
    }

    /// <summary>The elevations that last in a workspace.</summary>
    public IEnumerable<string> IdsIn(string workspace) =>
        byPerson.Values.Where(one => one.Workspace == workspace && Lasts(one)).Select(one => one.Id);

    /// <summary>Whether an elevation lasts: neither its time nor its token is over.</summary>
    public bool Lasts(Elevation elevation) => Lasts(Of(elevation));

    /// <summary>A change was committed: it holds here at once, and the other nodes are told.</summary>
    public void Changed(Elevation elevation)
    {
        Learn([Of(elevation)]);
        Raise();
    }

    /// <summary>Nobody is served before the elevations are known.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await using (var over = database.CreateCommand("delete from elevations where ends_at < $1 and workspace is not null"))
        {
            over.Parameters.AddWithValue(Time.GetUtcNow() - Kept);
            await over.ExecuteNonQueryAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override void NotRead(string reason) => logger.ElevationsNotRead(reason);

    // A person's elevations follow each other: the newest one counts, over or not.
    private static FrozenDictionary<(string Workspace, string Person), ActiveElevation> ByPerson(IEnumerable<ActiveElevation> all) =>
        all.GroupBy(one => (one.Workspace, one.Person))
            .ToFrozenDictionary(one => one.Key, one => one.MaxBy(of => of.Id, StringComparer.Ordinal)!);

    private bool Lasts(ActiveElevation one)
    {
        var now = Time.GetUtcNow();
        return one.EndsAt > now && !ended.Has(one.TokenId, now);
    }

    private static ActiveElevation Of(Elevation of) =>
        new(of.ElevationId, of.Workspace, SubjectNames.Canonical(of.Subject), of.Role, of.TokenId, of.EndsAt);

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        var read = new List<ActiveElevation>();
        await using var command = database.CreateCommand(
            "select elevation_id, workspace, person, role, token_id, ends_at from elevations where ends_at > $1");
        command.Parameters.AddWithValue(Time.GetUtcNow() - Looked);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            read.Add(new ActiveElevation(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5)));
        }

        Learn(read);
    }

    /// <summary>Takes over what was read: an end never moves to a later moment.</summary>
    private void Learn(IEnumerable<ActiveElevation> read)
    {
        lock (changing)
        {
            var now = Time.GetUtcNow();
            var next = all.ToDictionary();
            foreach (var one in read)
            {
                if (!next.TryGetValue(one.Id, out var known) || one.EndsAt < known.EndsAt) next[one.Id] = one;
            }

            all = next.Where(one => one.Value.EndsAt + Looked > now).ToFrozenDictionary();
            byPerson = ByPerson(all.Values);
        }
    }
}
