using System.Data;
using Marten.Services;
using Npgsql;

namespace Marten.Internal.Sessions;

/// <summary>A session's way to the database: a pooled connection per command, or one that is held with or without a transaction.</summary>
internal sealed class SessionConnection(NpgsqlDataSource dataSource, SessionOptions options, int timeout) : IDisposable, IAsyncDisposable
{
    private NpgsqlConnection? held = options.Connection;
    private NpgsqlTransaction? transaction = options.Transaction;

    public int Timeout { get; } = options.Timeout ?? timeout;

    public bool HasOwnTransaction => transaction is not null && options.Transaction is null;

    /// <summary>Whether a save ends in a commit that this session makes.</summary>
    public bool Commits => options.Transaction is null || options.CommitsTransaction;

    private bool IsCallers => options.Connection is not null;

    public NpgsqlConnection Hold() => held ??= dataSource.OpenConnection();

    public async ValueTask<Lease> LeaseAsync(CancellationToken token)
    {
        if (held is null) return new Lease(await dataSource.OpenConnectionAsync(token), isOwned: true);
        if (held.State == ConnectionState.Closed) await held.OpenAsync(token);
        return new Lease(held, isOwned: false);
    }

    public async ValueTask BeginAsync(CancellationToken token)
    {
        if (transaction is not null) return;
        held ??= await dataSource.OpenConnectionAsync(token);
        if (held.State == ConnectionState.Closed) await held.OpenAsync(token);
        transaction = await held.BeginTransactionAsync(options.IsolationLevel, token);
    }

    /// <summary>Begins where the isolation level needs a transaction of its own.</summary>
    public ValueTask BeginIfIsolatedAsync(CancellationToken token) =>
        options.IsolationLevel is IsolationLevel.ReadCommitted or IsolationLevel.Unspecified ? default : BeginAsync(token);

    public async ValueTask CommitAsync(CancellationToken token)
    {
        if (transaction is null || !Commits) return;
        await transaction.CommitAsync(token);
        await ReleaseAsync();
    }

    public async ValueTask RollbackAsync()
    {
        if (!HasOwnTransaction) return;
        await ReleaseAsync();
    }

    public void Dispose()
    {
        if (HasOwnTransaction) transaction!.Dispose();
        if (!IsCallers) held?.Dispose();
        held = null;
    }

    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync();
        if (!IsCallers && held is not null) await held.DisposeAsync();
        held = null;
    }

    /// <summary>Ends the session's own transaction, rolling back what is not committed, and gives its connection back.</summary>
    private async ValueTask ReleaseAsync()
    {
        if (!HasOwnTransaction) return;
        await transaction!.DisposeAsync();
        transaction = null;
        if (IsCallers) return;
        await held!.DisposeAsync();
        held = null;
    }

    internal readonly struct Lease(NpgsqlConnection connection, bool isOwned) : IAsyncDisposable
    {
        public NpgsqlConnection Connection => connection;

        public ValueTask DisposeAsync() => isOwned ? connection.DisposeAsync() : default;
    }
}
