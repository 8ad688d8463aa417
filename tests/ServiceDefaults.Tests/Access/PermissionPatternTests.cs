using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Tests.Access;

public sealed class PermissionPatternTests
{
    [Theory]
    [InlineData("registry.models.promote", true)]
    [InlineData("registry.*.read", true)]
    [InlineData("*.*.*", true)]
    [InlineData("registry.models", false)]
    [InlineData("registry.models.promote.now", false)]
    [InlineData("registry.mod*.read", false)]
    [InlineData("Registry.models.read", false)]
    [InlineData("registry..read", false)]
    [InlineData("*", false)]
    [InlineData("", false)]
    public void a_pattern_is_area_resource_and_verb_any_of_which_may_be_a_star(string text, bool expected) =>
        PermissionPattern.IsPattern(text).ShouldBe(expected);

    [Theory]
    [InlineData("*.*.*", "registry.models.promote", true)]
    [InlineData("*.*.*", "registry.*.*", true)]
    [InlineData("registry.*.*", "registry.models.*", true)]
    [InlineData("registry.models.promote", "registry.models.promote", true)]
    [InlineData("registry.*.read", "registry.*.read", true)]
    [InlineData("registry.models.*", "registry.*.*", false)]
    [InlineData("registry.models.promote", "registry.models.promote_all", false)]
    [InlineData("registry.models.promote_all", "registry.models.promote", false)]
    [InlineData("registry.*.read", "catalog.datasets.read", false)]
    [InlineData("*.*.read", "registry.models.read_all", false)]
    [InlineData("*.*.*", "", false)]
    [InlineData("*.*.*", "registry.models", false)]
    [InlineData("*.*.*", "registry.models.promote.now", false)]
    [InlineData("*", "registry.models.promote", false)]
    public void a_pattern_covers_what_each_of_its_parts_covers(string pattern, string other, bool expected) =>
        PermissionPattern.Covers(pattern, other).ShouldBe(expected);

    [Fact]
    public void what_others_cover_is_left_out() =>
        PermissionPattern.Least(["registry.models.read", "catalog.*.read", "registry.*.read", "catalog.*.read", "catalog.rows.*"])
            .ShouldBe(["catalog.*.read", "catalog.rows.*", "registry.*.read"]);

    [Fact]
    public void a_caller_may_what_a_role_or_a_custom_role_allows_and_gives_no_more()
    {
        var caller = new Caller("ann", ["viewer", "releaser"], "default", "c") { Permissions = ["registry.models.*", "serving.*.read_all"] };

        foreach (var allowed in (string[])["registry.models.promote", "catalog.datasets.read", "serving.predictions.read_all"])
            caller.May(allowed).ShouldBeTrue(allowed);
        foreach (var denied in (string[])["registry.gates.define", "catalog.rows.read_content", "", "nothing"])
            caller.May(denied).ShouldBeFalse(denied);
        foreach (var given in (string[])["*.*.read", "catalog.*.read", "registry.models.*", "serving.predictions.read_all"])
            caller.MayAll(given).ShouldBeTrue(given);
        foreach (var kept in (string[])["*.*.*", "registry.*.*", "serving.*.*", "*.*.read_all"]) caller.MayAll(kept).ShouldBeFalse(kept);
    }

    [Theory]
    [InlineData("*.*.*")]
    [InlineData("identity.secrets.*")]
    [InlineData("identity.secrets.use")]
    public void what_services_alone_may_do_no_pattern_of_a_person_s_allows(string pattern)
    {
        var caller = new Caller("ada", ["admin"], Caller.DefaultWorkspace, "c") { Permissions = [pattern] };

        caller.May("identity.secrets.use").ShouldBeFalse();
        (caller with { Via = "service:catalog" }).May("identity.secrets.use").ShouldBeTrue();
    }

    [Fact]
    public void what_a_role_allows_is_what_its_patterns_cover()
    {
        var all = KnownPermissions.All.Where(permission => !Roles.IsOfServicesOnly(permission)).ToList();
        foreach (var role in Roles.Assignable)
        {
            all.Where(permission => Roles.With(permission).Contains(role)).ShouldBe(
                all.Where(permission => Roles.PermissionsOf(role).Any(pattern => PermissionPattern.Covers(pattern, permission))),
                ignoreOrder: true, role);
        }
    }
}
