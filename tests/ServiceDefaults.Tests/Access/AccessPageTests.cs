using System.Text.RegularExpressions;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceHost.Access;

namespace MlOps.ServiceDefaults.Tests.Access;

/// <summary>docs/access.md and the code say the same.</summary>
public sealed partial class AccessPageTests
{
    private static readonly AccessPage Page = AccessPage.Read();

    [Fact]
    public void every_role_has_the_permissions_that_the_page_says()
    {
        Page.Rows.Count.ShouldBeGreaterThan(70);
        foreach (var row in Page.Rows) Roles.With(row.Permission).ShouldBe(row.Roles, ignoreOrder: true, row.Permission);
    }

    [Fact]
    public void every_permission_that_the_code_asks_for_has_a_row_and_no_other_has() =>
        Page.Rows.Select(row => row.Permission).Order().ShouldBe(Asked().Distinct().Order());

    [Fact]
    public void the_permissions_that_a_custom_role_can_have_are_all_that_are_asked_for() =>
        KnownPermissions.All.Order().ShouldBe(Page.Rows.Select(row => row.Permission).Order());

    [Fact]
    public void every_role_has_a_column() => Page.Roles.ShouldBe([.. Roles.Assignable, Roles.Service]);

    [Fact]
    public void applications_predict_read_their_own_predictions_send_ground_truth_see_themselves_and_nothing_else() =>
        Page.Rows.Where(row => row.Roles.Contains("application")).Select(row => row.Permission).Order().ShouldBe(
            ["identity.self.read", "inference.models.predict", "inference.models.read", "monitoring.ground_truth.record", "serving.predictions.read"]);

    [Fact]
    public void viewers_and_auditors_change_nothing()
    {
        var verbs = Page.Rows.Where(row => row.Roles.Contains("auditor")).Select(row => row.Permission.Split('.')[2]).Distinct();
        verbs.Order().ShouldBe(["read", "read_all", "read_content"]);
        Page.Rows.Where(row => row.Roles.Contains("viewer")).ShouldAllBe(row => row.Permission.EndsWith(".read"));
    }

    [Theory]
    [InlineData("registry.models.promote", true)]
    [InlineData("registry.models", false)]
    [InlineData("registry.models.promote.now", false)]
    [InlineData("registry.*.promote", false)]
    [InlineData("registry..promote", false)]
    [InlineData("", false)]
    public void a_permission_is_area_resource_and_verb(string text, bool expected) => Roles.IsPermission(text).ShouldBe(expected);

    /// <summary>What stands in the protos, at the mappings, and in rules that depend on whose a thing is.</summary>
    private static IEnumerable<string> Asked()
    {
        string[] folders = ["contracts", "services", "building-blocks", "ServiceDefaults"];
        return folders.Select(folder => Path.Combine(SharedData.RepositoryRoot, folder))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .SelectMany(file => Path.GetExtension(file) switch
            {
                ".proto" => Option().Matches(File.ReadAllText(file)),
                ".cs" when !file.EndsWith("Roles.cs", StringComparison.Ordinal) => Literal().Matches(WithoutComments(file)),
                _ => Enumerable.Empty<Match>(),
            })
            .Select(match => match.Groups[1].Value);
    }

    private static string WithoutComments(string file) =>
        string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));

    [GeneratedRegex(@"mlops\.access\.v1\.permission\) = ""([^""]+)""")]
    private static partial Regex Option();

    // A literal that looks like a permission is one; but messaging is also an area of OpenTelemetry's names.
    [GeneratedRegex(@"""((?:catalog|features|experiments|registry|serving|inference|monitoring|lineage|identity|audit|operations)\.[a-z_]+\.[a-z_]+)""")]
    private static partial Regex Literal();
}
