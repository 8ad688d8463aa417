using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace MlOps.Hosting.Postgres;

internal static class PostgresConnection
{
    /// <summary>Opens the only pooled connection to a server, with short timeouts.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(IResourceWithConnectionString server, CancellationToken cancellation)
    {
        var text = new NpgsqlConnectionStringBuilder(await server.GetConnectionStringAsync(cancellation))
        {
            MaxPoolSize = 1, Timeout = 5, CommandTimeout = 5,
        };
        var connection = new NpgsqlConnection(text.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
