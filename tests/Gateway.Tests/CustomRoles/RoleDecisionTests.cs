using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.CustomRoles;
using MlOps.ServiceDefaults.Errors;
using RoleCreated = MlOps.Gateway.CustomRoles.RoleCreated;
using RoleDeleted = MlOps.Gateway.CustomRoles.RoleDeleted;
using RoleUpdated = MlOps.Gateway.CustomRoles.RoleUpdated;

namespace MlOps.Gateway.Tests.CustomRoles;

public class RoleDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void a_role_is_recorded_with_what_it_allows_and_nothing_twice()
    {
        var created = Created("catalog.*.read", "catalog.datasets.read", "catalog.*.read", "serving.predictions.read");

        (created.Role, created.By, created.At).ShouldBe(("releaser", "root", Now));
        created.Permissions.ShouldBe(["catalog.*.read", "serving.predictions.read"]);
    }

    [Fact]
    public void a_name_is_used_once_even_after_the_role_is_deleted()
    {
        var role = CustomRole.Create(Created("catalog.*.read"));

        Should.Throw<AlreadyExistsException>(() => CreateRole.Decide(role, Request("catalog.*.read"), "root", Now).ToList());
        var deleted = DeleteRole.Decide(role, new DeleteRoleRequest { Name = "releaser" }, "eve", Now).ShouldHaveSingleItem()
            .ShouldBeOfType<RoleDeleted>();
        deleted.ShouldBe(new RoleDeleted("releaser", "eve", Now));
        role = role.Apply(deleted);
        Should.Throw<RuleBrokenException>(() => CreateRole.Decide(role, Request("catalog.*.read"), "root", Now).ToList()).Rule.ShouldBe("role-deleted");
        DeleteRole.Decide(role, new DeleteRoleRequest { Name = "releaser" }, "eve", Now).ShouldBeEmpty();
        Should.Throw<RuleBrokenException>(() => UpdateRole.Decide(role, Update("x"), "eve", Now).ToList());
        Should.Throw<NotFoundException>(() => UpdateRole.Decide(null, Update("x"), "eve", Now).ToList());
    }

    [Fact]
    public void only_what_the_mask_names_changes_and_what_changes_nothing_is_no_event()
    {
        var role = CustomRole.Create(Created("catalog.*.read"));

        var updated = UpdateRole.Decide(role, Update("another"), "eve", Now).ShouldHaveSingleItem().ShouldBeOfType<RoleUpdated>();

        (updated.Description, updated.By).ShouldBe(("another", "eve"));
        updated.Permissions.ShouldBe(["catalog.*.read"]);
        UpdateRole.Decide(role.Apply(updated), Update("another"), "eve", Now).ShouldBeEmpty();
    }

    private static RoleCreated Created(params string[] permissions) =>
        CreateRole.Decide(null, Request(permissions), "root", Now).ShouldHaveSingleItem().ShouldBeOfType<RoleCreated>();

    private static CreateRoleRequest Request(params string[] permissions) => new() { Name = "releaser", Permissions = { permissions } };

    private static UpdateRoleRequest Update(string description) => new()
    {
        Name = "releaser", Description = description, Permissions = { "serving.*.read" }, UpdateMask = new() { Paths = { "description" } },
    };
}
