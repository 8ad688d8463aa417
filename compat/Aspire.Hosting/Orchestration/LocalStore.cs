using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>The directory in which the application keeps its state: configuration key <c>Aspire:Store:Path</c>, the project's obj by default.</summary>
internal sealed class LocalStore(IDistributedApplicationBuilder builder)
{
    /// <summary>The directory; it exists.</summary>
    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.GetFullPath(System.IO.Path.Combine(
        builder.AppHostDirectory, builder.Configuration["Aspire:Store:Path"] ?? "obj/.aspire"))).FullName;

    /// <summary>A path in the directory.</summary>
    public string this[string relativePath] => System.IO.Path.Combine(Path, relativePath);
}
