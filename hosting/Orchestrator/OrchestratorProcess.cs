using System.Globalization;

namespace MlOps.Hosting.Orchestrator;

/// <summary>The process of Aspire's orchestrator (DCP), which monitors this process and runs the resources.</summary>
internal sealed class OrchestratorProcess
{
    // start-apiserver --monitor <process id> ...
    private static readonly string Command = $"\0--monitor\0{Environment.ProcessId}\0";

    private OrchestratorProcess(int id) => Id = id;

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>Whether it runs; a zombie, not yet reaped by its parent, has an empty command line.</summary>
    public bool IsRunning => CommandLine(Id).Contains(Command, StringComparison.Ordinal);

    /// <summary>The orchestrator of this process, if it runs.</summary>
    public static OrchestratorProcess? Find() => Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName)
        .Where(name => name!.All(char.IsAsciiDigit))
        .Select(name => new OrchestratorProcess(int.Parse(name!, CultureInfo.InvariantCulture)))
        .FirstOrDefault(process => process.IsRunning);

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
