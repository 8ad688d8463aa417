using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace MlOps.Architecture.Tests;

/// <summary>
/// Within a project, dependencies of namespaces go one way. Read from what was compiled. Where the program is put together
/// (Program, a service's module) it names everything, which does not count.
/// </summary>
public sealed class NamespaceTests
{
    private static readonly string[] Folders = ["services/", "building-blocks/", "ServiceDefaults/", "runtimes/", "hosting/", "broker/", "cli/", "AppHost/"];

    public static TheoryData<string> Projects =>
        [.. SourceTree.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && Folders.Any(file.StartsWith))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void no_two_namespaces_of_a_project_point_at_each_other(string project)
    {
        var assembly = $"MlOps.{Path.GetFileNameWithoutExtension(project)}";
        var loaded = new ArchLoader().LoadFilteredDirectory(OutputOf(project), $"{assembly}.dll").Build();
        var targets = loaded.Types.Where(type => Outer(type).StartsWith(assembly, StringComparison.Ordinal) && !PutsTogether(type))
            .SelectMany(type => type.Dependencies.Select(dependency => (From: Outer(type), To: Outer(dependency.Target))))
            .Where(edge => edge.From != edge.To && edge.From.Length > 0 && Belongs(edge.To, assembly))
            .ToLookup(edge => edge.From, edge => edge.To);

        var circles = targets.Select(from => Circle(from.Key, targets)).OfType<string>().Distinct().ToList();

        loaded.Types.ShouldNotBeEmpty();
        circles.ShouldBeEmpty();
    }

    private static string OutputOf(string project)
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        return Path.Combine(SourceTree.Root, Path.GetDirectoryName(project)!, "bin", configuration, "net10.0");
    }

    private static string Outer(IType type) => type.Namespace?.FullName ?? "";

    // Lambdas are types within the type that has them.
    private static bool PutsTogether(IType type) => type.FullName.Split('.')[^1].Split('+', '/')[0] is "Program" or "AppHost" || IsModule(type);

    private static bool IsModule(IType type) =>
        type.FullName.Split('+', '/')[0].EndsWith($"{Outer(type).Split('.')[^1]}Module", StringComparison.Ordinal);

    private static bool Belongs(string name, string assembly) => name == assembly || name.StartsWith($"{assembly}.", StringComparison.Ordinal);

    /// <summary>The shortest way from a namespace back to itself.</summary>
    private static string? Circle(string start, ILookup<string, string> targets)
    {
        var ways = new Queue<IReadOnlyList<string>>([[start]]);
        var seen = new HashSet<string>();
        while (ways.TryDequeue(out var way))
        {
            foreach (var next in targets[way[^1]].Distinct())
            {
                if (next == start) return string.Join(" → ", way.Append(next));
                if (seen.Add(next)) ways.Enqueue([.. way, next]);
            }
        }
        return null;
    }
}
