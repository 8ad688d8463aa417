namespace Aspire.Hosting.Orchestration;

/// <summary>The shell scripts that are part of this assembly.</summary>
internal static class Script
{
    public static string Watchdog { get; } = Read("watchdog.sh");

    public static string Postgres { get; } = Read("postgres.sh");

    public static string PostgresCluster { get; } = Read("cluster.sh");

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Script).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
