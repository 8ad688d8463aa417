using MlOps.ServiceDefaults.Errors;

namespace MlOps.Gateway.CustomRoles;

/// <summary>A custom role was made.</summary>
public sealed record RoleCreated(string Role, string Description, IReadOnlyList<string> Permissions, string By, DateTimeOffset At);

/// <summary>The new description and permissions.</summary>
public sealed record RoleUpdated(string Role, string Description, IReadOnlyList<string> Permissions, string By, DateTimeOffset At);

/// <summary>The role allows nothing any more.</summary>
public sealed record RoleDeleted(string Role, string By, DateTimeOffset At);

/// <summary>A role as a set of permissions: stream <c>role/&lt;name&gt;</c>.</summary>
public sealed record CustomRole(
    string Id, string Name, string Description, IReadOnlyList<string> Permissions, string Creator, DateTimeOffset CreatedAt)
{
    public const string StreamPrefix = "role/";

    public bool Deleted { get; init; }

    /// <summary>The stream version.</summary>
    public long Revision { get; init; } = 1;

    public static string StreamOf(string name) => StreamPrefix + name;

    public static CustomRole Create(RoleCreated e) => new(StreamOf(e.Role), e.Role, e.Description, e.Permissions, e.By, e.At);

    public CustomRole Apply(RoleUpdated e) => this with
    {
        Description = e.Description, Permissions = e.Permissions, Revision = Revision + 1,
    };

    public CustomRole Apply(RoleDeleted _) => this with { Deleted = true, Revision = Revision + 1 };

    /// <summary>Requires that the role exists and is not deleted.</summary>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    /// <exception cref="RuleBrokenException">It is deleted.</exception>
    public static CustomRole Existing(CustomRole? role, string name)
    {
        if (role is null) throw new NotFoundException("role", name);
        return role.Deleted ? throw new RuleBrokenException("role-deleted", role.Id, $"The role {name} is deleted.") : role;
    }
}
