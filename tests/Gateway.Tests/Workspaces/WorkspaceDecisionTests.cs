using System.Collections.Immutable;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Workspaces;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Workspace = MlOps.Gateway.Workspaces.Workspace;
using WorkspaceArchived = MlOps.Gateway.Workspaces.WorkspaceArchived;
using WorkspaceCreated = MlOps.Gateway.Workspaces.WorkspaceCreated;
using WorkspaceUpdated = MlOps.Gateway.Workspaces.WorkspaceUpdated;

namespace MlOps.Gateway.Tests.Workspaces;

public class WorkspaceDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Workspace Team =
        Workspace.Create(new WorkspaceCreated("team", "first", ImmutableSortedDictionary<string, string>.Empty, "ann", Now));

    [Fact]
    public void a_name_is_given_once()
    {
        var created = CreateWorkspace.Decide(null, new CreateWorkspaceRequest { Name = "team", Description = "first" }, "ann", Now);

        created.ShouldHaveSingleItem().ShouldBeOfType<WorkspaceCreated>().Workspace.ShouldBe("team");
        Should.Throw<AlreadyExistsException>(() => CreateWorkspace.Decide(Team, new CreateWorkspaceRequest { Name = "team" }, "ann", Now));
        Should.Throw<AlreadyExistsException>(
            () => CreateWorkspace.Decide(Archived(), new CreateWorkspaceRequest { Name = "team" }, "ann", Now));
    }

    [Fact]
    public void an_update_changes_what_the_mask_names_and_nothing_is_no_event()
    {
        var request = new UpdateWorkspaceRequest { Name = "team", Description = "second", UpdateMask = new() { Paths = { "description" } } };

        var updated = UpdateWorkspace.Decide(Team, request, "bob", Now).ShouldHaveSingleItem().ShouldBeOfType<WorkspaceUpdated>();
        (updated.Description, updated.By).ShouldBe(("second", "bob"));
        UpdateWorkspace.Decide(Team.Apply(updated), request, "bob", Now).ShouldBeEmpty();
        Should.Throw<NotFoundException>(() => UpdateWorkspace.Decide(null, request, "bob", Now));
        Should.Throw<RuleBrokenException>(() => UpdateWorkspace.Decide(Archived(), request, "bob", Now)).Rule.ShouldBe("workspace-archived");
    }

    [Fact]
    public void the_default_workspace_is_never_archived()
    {
        var request = new ArchiveWorkspaceRequest { Name = Workspace.Default };
        var always = Workspace.Create(
            new WorkspaceCreated(Workspace.Default, "", ImmutableSortedDictionary<string, string>.Empty, "service:gateway", Now));

        Should.Throw<RuleBrokenException>(() => ArchiveWorkspace.Decide(always, request, "ann", Now)).Rule.ShouldBe("default-workspace");
        ArchiveWorkspace.Decide(Team, new ArchiveWorkspaceRequest { Name = "team" }, "ann", Now)
            .ShouldHaveSingleItem().ShouldBeOfType<WorkspaceArchived>();
        ArchiveWorkspace.Decide(Archived(), new ArchiveWorkspaceRequest { Name = "team" }, "ann", Now).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("team-7", true)]
    [InlineData("0", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("A", false)]
    [InlineData("a.b", false)]
    [InlineData("a/b", false)]
    [InlineData("a\n", false)]
    [InlineData("*DEFAULT*", false)]
    [InlineData("ä", false)]
    public void a_name_is_of_letters_digits_and_hyphens_inside(string name, bool valid) => RequestWorkspace.IsName(name).ShouldBe(valid);

    [Fact]
    public void a_name_has_at_most_63_characters()
    {
        RequestWorkspace.IsName(new string('a', 63)).ShouldBeTrue();
        RequestWorkspace.IsName(new string('a', 64)).ShouldBeFalse();
    }

    private static Workspace Archived() => Team.Apply(new WorkspaceArchived("team", "ann", Now));
}
