using System.Reflection;
using System.Runtime.InteropServices;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MlOps.Hosting;

/// <summary>Starts programs of this build directly, without <c>dotnet run</c>.</summary>
public static class DotnetProgram
{
    /// <summary>The .NET installation of this process, which a program may not find by itself.</summary>
    private static readonly string Root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));

    /// <summary>The executable whose path the build wrote into the assembly as <c>AssemblyMetadata</c>.</summary>
    public static string Named(Assembly assembly, string name) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(note => note.Key == name)?.Value is { } path
            ? Path.ChangeExtension(path, null)
            : throw new DistributedApplicationException($"{assembly.GetName().Name} was built without AssemblyMetadata '{name}'.");

    /// <summary>Sets <c>DOTNET_ROOT</c> to the .NET installation of this process.</summary>
    public static IResourceBuilder<T> WithThisDotnet<T>(this IResourceBuilder<T> program) where T : IResourceWithEnvironment =>
        program.WithEnvironment("DOTNET_ROOT", Root);
}
