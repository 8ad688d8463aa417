using System.Collections.Frozen;
using Marten;
using MlOps.EventSourcing;
using Npgsql;

namespace MlOps.Gateway.Tokens;

/// <summary>
/// The tokens that end before their time, in memory: revoked ones, and rotated ones with the end of their overlap. Nodes tell each other
/// of changes; each reads the table anew at its start, when it is told, and every few seconds.
/// </summary>
internal sealed class EndedTokens(NpgsqlDataSource database, CommitSignals signals, TimeProvider time, ILogger<EndedTokens> logger)
    : Watch(signals, "tokens/ended", time)
{
    /// <summary>The table, as the service creates it.</summary>
    public const string Schema =
        """
        create table if not exists ended_tokens (
            token_id text primary key,
            ends_at timestamptz not null,
            expires_at timestamptz not null)
        """;

    // After the last token has expired that can have been revoked, its row is of no use.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(Limits.Days + 1);
    private readonly Lock changing = new();
    private volatile FrozenDictionary<string, DateTimeOffset> ends = FrozenDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Ends a token in the session's transaction; of two ends the earlier one holds.</summary>
    public static void Add(IDocumentOperations session, string id, DateTimeOffset at) => session.QueueSqlCommand(
        """
        insert into ended_tokens (token_id, ends_at, expires_at) values (?, ?, ?)
        on conflict (token_id) do update set ends_at = least(ended_tokens.ends_at, excluded.ends_at)
        """,
        id, at.ToUniversalTime(), (at + Kept).ToUniversalTime());

    /// <summary>Whether a token has ended at a moment.</summary>
    public bool Has(string id, DateTimeOffset now) => ends.TryGetValue(id, out var at) && at <= now;

    /// <summary>A token's end was committed: it holds here at once, and the other nodes are told.</summary>
    public void Changed(Token token)
    {
        if (token.EndsAt is not { } at) return;
        lock (changing) ends = ends.Where(end => end.Key != token.TokenId).Append(new(token.TokenId, at)).ToFrozenDictionary();
        Raise();
    }

    /// <summary>Nobody is served before the ended tokens are known.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await using (var over = database.CreateCommand("delete from ended_tokens where expires_at < $1"))
        {
            over.Parameters.AddWithValue(Time.GetUtcNow());
            await over.ExecuteNonQueryAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override void NotRead(string reason) => logger.EndedTokensNotRead(reason);

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        var read = new Dictionary<string, DateTimeOffset>();
        await using var command = database.CreateCommand("select token_id, ends_at from ended_tokens where expires_at > $1");
        command.Parameters.AddWithValue(Time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) read[reader.GetString(0)] = reader.GetFieldValue<DateTimeOffset>(1);
        // An end never moves to a later moment, so what was known before is true too, even if it was committed after this was read.
        lock (changing)
        {
            foreach (var (id, at) in ends)
            {
                if (!read.TryGetValue(id, out var known) || at < known) read[id] = at;
            }

            ends = read.Where(end => end.Value + Kept > Time.GetUtcNow()).ToFrozenDictionary();
        }
    }
}
