namespace MlOps.Gateway.Secrets;

/// <summary>A secret was made, or made anew after it was deleted; its value is in no event.</summary>
public sealed record SecretCreated(
    string Workspace, string Name, string Description, long Version, string CreatedBy, DateTimeOffset CreatedAt);

/// <summary>A secret got a new version.</summary>
/// <param name="Description">The new description; null if it stays.</param>
/// <param name="RemovedVersions">The oldest ones beyond the limit, whose values were destroyed.</param>
public sealed record SecretUpdated(
    string Workspace, string Name, string? Description, long Version, string UpdatedBy, DateTimeOffset UpdatedAt,
    IReadOnlyList<long> RemovedVersions);

/// <summary>A version is given to no service any more.</summary>
public sealed record SecretVersionDisabled(
    string Workspace, string Name, long Version, string DisabledBy, DateTimeOffset DisabledAt, string Reason);

/// <summary>The values of all versions were destroyed.</summary>
public sealed record SecretDeleted(string Workspace, string Name, long Version, string DeletedBy, DateTimeOffset DeletedAt, string Reason);

/// <summary>A version of a secret that has a value.</summary>
public sealed record SecretVersion(long Version, string CreatedBy, DateTimeOffset CreatedAt)
{
    public bool Disabled { get; init; }

    public string DisabledBy { get; init; } = "";

    public DateTimeOffset? DisabledAt { get; init; }

    public string DisableReason { get; init; } = "";
}

/// <summary>A named secret of a workspace, without its values: stream <c>secret/&lt;workspace&gt;/&lt;name&gt;</c>.</summary>
public sealed record Secret(
    string Id, string Workspace, string Name, string Description, string CreatedBy, DateTimeOffset CreatedAt, long LatestVersion,
    IReadOnlyList<SecretVersion> Versions)
{
    public const string StreamPrefix = "secret/";

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    public static string StreamOf(string workspace, string name) => $"{StreamPrefix}{workspace}/{name}";

    public static Secret Create(SecretCreated e) => new(
        StreamOf(e.Workspace, e.Name), e.Workspace, e.Name, e.Description, e.CreatedBy, e.CreatedAt, e.Version,
        [new SecretVersion(e.Version, e.CreatedBy, e.CreatedAt)]);

    /// <summary>After it was deleted.</summary>
    public Secret Apply(SecretCreated e) => Create(e) with { Revision = Revision + 1 };

    public Secret Apply(SecretUpdated e) => this with
    {
        Description = e.Description ?? Description,
        LatestVersion = e.Version,
        Versions =
        [
            .. Versions.Where(version => !e.RemovedVersions.Contains(version.Version)),
            new SecretVersion(e.Version, e.UpdatedBy, e.UpdatedAt),
        ],
        Revision = Revision + 1,
    };

    public Secret Apply(SecretVersionDisabled e) => this with
    {
        Versions =
        [
            .. Versions.Select(version => version.Version != e.Version
                ? version
                : version with { Disabled = true, DisabledBy = e.DisabledBy, DisabledAt = e.DisabledAt, DisableReason = e.Reason }),
        ],
        Revision = Revision + 1,
    };

    public Secret Apply(SecretDeleted e) => this with { Versions = [], DeletedAt = e.DeletedAt, Revision = Revision + 1 };
}
