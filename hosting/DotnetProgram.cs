using System.Reflection;
using System.Runtime.InteropServices;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MlOps.Hosting;

/// <summary>Programs that the build made, started as what they are.</summary>
public static class DotnetProgram
{
    /// <summary>The .NET installation that runs this process, which need not be one that programs find by themselves.</summary>
    private static readonly string Root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));

    /// <summary>The executable whose assembly the build noted under a name, in a target that writes <c>AssemblyMetadata</c>.</summary>
    public static string Named(Assembly assembly, string name) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(note => note.Key == name)?.Value is { } path
            ? Path.ChangeExtension(path, null)
            : throw new DistributedApplicationException($"The build of {assembly.GetName().Name} noted no {name}.");

    /// <summary>Lets the program find the .NET that runs this process.</summary>
    public static IResourceBuilder<T> WithThisDotnet<T>(this IResourceBuilder<T> program) where T : IResourceWithEnvironment =>
        program.WithEnvironment("DOTNET_ROOT", Root);
}
