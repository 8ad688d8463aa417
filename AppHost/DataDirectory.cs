using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Hosting.Ports;

namespace MlOps.AppHost;

/// <summary>The directory with all state of the system; one running system at a time locks it.</summary>
internal sealed class DataDirectory(string path) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private FileStream? owned;

    /// <summary>The full path of the directory.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>A path in the directory.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Locks the directory for this process.</summary>
    /// <exception cref="DistributedApplicationException">Another running system has locked it.</exception>
    public void Own()
    {
        if (!Directory.Exists(Path)) Directory.CreateDirectory(Path, OwnerOnly | UnixFileMode.UserExecute);
        // The kernel releases the lock when this process exits, even by SIGKILL. The file holds the process id, for ./mlops down.
        try
        {
            owned = new FileStream(this["apphost.lock"], new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = OwnerOnly,
            });
        }
        catch (IOException e)
        {
            throw new DistributedApplicationException($"MlOps is already running with the data in {Path}. ({e.Message})", e);
        }
        owned.SetLength(0);
        owned.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        owned.Flush();
        // For the owner only: the logs of the dashboard and the AppHost contain the dashboard's token.
        Directory.CreateDirectory(this["logs"], OwnerOnly | UnixFileMode.UserExecute);
        Directory.CreateDirectory(this["blobs"]);
    }

    /// <inheritdoc/>
    public void Dispose() => owned?.Dispose();
}

internal static class DataDirectoryExtensions
{
    /// <summary>Keeps all state in <c>MLOPS_DATA</c>, by default <c>.data</c> beside the AppHost's folder.</summary>
    public static DataDirectory UseDataDirectory(this IDistributedApplicationBuilder builder)
    {
        var configured = builder.Configuration["MLOPS_DATA"];
        var data = new DataDirectory(string.IsNullOrEmpty(configured) ? Path.Combine(builder.AppHostDirectory, "..", ".data") : configured);
        builder.Services.AddSingleton(_ => data);
        if (builder.ExecutionContext.IsPublishMode) return data;
        // The dashboard keeps the last ten runs, by default in the user's home directory.
        builder.Configuration["ASPIRE_DASHBOARD_DATA_DIRECTORY"] ??= data["dashboard"];
        builder.Eventing.Subscribe<BeforeStartEvent>((start, _) =>
        {
            start.Services.GetRequiredService<DataDirectory>().Own();
            return Task.CompletedTask;
        });
        builder.KeepPorts(data["ports.json"]);
        return data;
    }
}
