using System.Xml.Linq;

namespace MlOps.Architecture.Tests;

public sealed class ReferenceTests
{
    private static readonly Dictionary<string, List<string>> References = SourceTree.Files
        .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).ToDictionary(file => file, ReferencesOf);

    [Fact]
    public void a_service_references_no_other_service()
    {
        var wrong = References.Where(project => project.Key.StartsWith("services/", StringComparison.Ordinal))
            .SelectMany(project => project.Value.Where(target => target.StartsWith("services/", StringComparison.Ordinal)).Select(target => $"{project.Key} → {target}"));
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void project_references_form_no_circle()
    {
        References.Keys.Select(project => Circle(project, [])).OfType<string>().ShouldBeEmpty();
    }

    [Fact]
    public void every_project_is_in_the_solution()
    {
        var solution = SourceTree.Read("MlOps.sln").Replace('\\', '/');
        References.Keys.Where(project => !solution.Contains(project)).ShouldBeEmpty();
    }

    private static string? Circle(string project, List<string> path)
    {
        if (path.Contains(project)) return string.Join(" → ", path.SkipWhile(step => step != project).Append(project));
        return References.GetValueOrDefault(project, []).Select(target => Circle(target, [.. path, project])).FirstOrDefault(found => found is not null);
    }

    private static List<string> ReferencesOf(string project)
    {
        var document = XDocument.Load(Path.Combine(SourceTree.Root, project));
        return [.. document.Descendants("ProjectReference").Select(reference => Resolve(project, reference.Attribute("Include")!.Value))];
    }

    private static string Resolve(string project, string include)
    {
        include = include.Replace('\\', '/');
        if (include.StartsWith("$(RepositoryRoot)", StringComparison.Ordinal)) return include["$(RepositoryRoot)".Length..];
        var absolute = Path.GetFullPath(include, Path.GetDirectoryName(Path.Combine(SourceTree.Root, project))!);
        return Path.GetRelativePath(SourceTree.Root, absolute);
    }
}
