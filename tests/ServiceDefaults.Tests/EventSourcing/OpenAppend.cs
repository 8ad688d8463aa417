using Marten;
using Marten.Services;
using MlOps.ServiceDefaults.Tests.Sample;
using Npgsql;

namespace MlOps.ServiceDefaults.Tests.EventSourcing;

/// <summary>A transaction that has written a note, so has drawn a sequence number, and is still open.</summary>
internal sealed class OpenAppend : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private OpenAppend(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (this.connection, this.transaction) = (connection, transaction);

    public static async Task<OpenAppend> OfAsync(IDocumentStore store, NpgsqlDataSource database, string note)
    {
        var connection = await database.OpenConnectionAsync();
        var open = new OpenAppend(connection, await connection.BeginTransactionAsync());
        await using var session = store.LightweightSession(SessionOptions.ForTransaction(open.transaction));
        session.Events.StartStream<Note>($"note/{note}", new NoteWritten(note));
        await session.SaveChangesAsync();
        return open;
    }

    /// <summary>How long the transaction takes on the server.</summary>
    public async Task SleepAsync(double seconds)
    {
        await using var sleep = new NpgsqlCommand($"select pg_sleep({seconds})", connection, transaction);
        await sleep.ExecuteNonQueryAsync();
    }

    public Task CommitAsync() => transaction.CommitAsync();

    public Task RollbackAsync() => transaction.RollbackAsync();

    /// <summary>Ends the connection from outside, as a killed process or a lost network does.</summary>
    public async Task KillAsync(NpgsqlDataSource database)
    {
        await using var kill = database.CreateCommand($"select pg_terminate_backend({connection.ProcessID})");
        await kill.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
