using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace MlOps.Testing;

/// <summary>One private PostgreSQL server for the test process; each test class asks it for databases of its own.</summary>
/// <remarks>
/// Runs as an unprivileged user when the tests run as root, in a temporary directory, without fsync. A shell holds it and
/// stops it as soon as this process is gone, however it went.
/// </remarks>
public sealed class PostgresServer
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);
    private static int databases;
    private readonly string connectionString;

    private PostgresServer(string connectionString) => this.connectionString = connectionString;

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await Shared.Value;
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(server.connectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server.connectionString) { Database = name, MaxPoolSize = 30 }.ConnectionString;
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("mlops-test-pg-").FullName;
        var port = FreePort.Next();
        // The shell owns the server: it ends, and takes the server and its files along, when its standard input closes.
        var script = $"""
            set -e
            cd '{directory}'
            # The process becomes the program, so that $! below is the server: a shell in the background would ignore SIGINT.
            become() {"{"} if [ "$(id -u)" = 0 ]; then exec setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; else exec "$@"; fi; {"}"}
            if [ "$(id -u)" = 0 ]; then chown nobody:nogroup '{directory}'; fi
            (become {Binary("initdb")} -D '{directory}/data' -U postgres -A trust -E UTF8 --locale=C --no-sync) > '{directory}/initdb.log' 2>&1
            become {Binary("postgres")} -D '{directory}/data' -p {port} -h 127.0.0.1 -k '{directory}' -F \
                -c max_connections=300 -c full_page_writes=off -c shared_buffers=128MB > '{directory}/postgres.log' 2>&1 < /dev/null &
            pid=$!
            set +e
            while read -r line; do :; done
            kill -INT $pid; wait $pid
            cd /; rm -rf '{directory}'
            """;
        var start = new ProcessStartInfo("/bin/bash", ["-c", script]) { RedirectStandardInput = true };
        var shell = Process.Start(start)!;
        var held = new ConcurrentBag<Process> { shell };
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (var process in held)
            {
                process.StandardInput.Close();
                process.WaitForExit(10_000);
            }
        };

        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = port, Username = "postgres", Database = "postgres", IncludeErrorDetail = true,
        };
        await Eventually.HoldsAsync(async () =>
        {
            if (shell.HasExited) throw new InvalidOperationException($"PostgreSQL did not start; see {directory}");
            try
            {
                await using var connection = new NpgsqlConnection(builder.ConnectionString);
                await connection.OpenAsync();
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        }, TimeSpan.FromSeconds(60));
        return new PostgresServer(builder.ConnectionString);
    }

    private static string Binary(string name)
    {
        const string debian = "/usr/lib/postgresql";
        return Directory.Exists(debian)
            ? Directory.EnumerateDirectories(debian).OrderByDescending(d => d).Select(d => $"{d}/bin/{name}").First(File.Exists)
            : name;
    }
}
