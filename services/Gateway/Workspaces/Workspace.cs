using System.Collections.Immutable;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Workspaces;

/// <summary>A workspace was created.</summary>
public sealed record WorkspaceCreated(
    string Workspace, string Description, ImmutableSortedDictionary<string, string> Tags, string By, DateTimeOffset At);

/// <summary>The new description and tags.</summary>
public sealed record WorkspaceUpdated(
    string Workspace, string Description, ImmutableSortedDictionary<string, string> Tags, string By, DateTimeOffset At);

/// <summary>The workspace was archived: nobody is let into it any more.</summary>
public sealed record WorkspaceArchived(string Workspace, string By, DateTimeOffset At);

/// <summary>A workspace, in stream <c>workspace/&lt;name&gt;</c>.</summary>
public sealed record Workspace(
    string Id, string Name, string Description, ImmutableSortedDictionary<string, string> Tags, string Creator, DateTimeOffset CreatedAt)
{
    /// <summary>Prefix of the stream keys of workspaces.</summary>
    public const string StreamPrefix = "workspace/";

    /// <summary>The workspace that always exists.</summary>
    public const string Default = Caller.DefaultWorkspace;

    public bool Archived { get; init; }

    /// <summary>The stream version.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The stream key of a workspace.</summary>
    public static string StreamOf(string name) => StreamPrefix + name;

    public static Workspace Create(WorkspaceCreated e) => new(StreamOf(e.Workspace), e.Workspace, e.Description, e.Tags, e.By, e.At);

    public Workspace Apply(WorkspaceUpdated e) => this with { Description = e.Description, Tags = e.Tags, Revision = Revision + 1 };

    public Workspace Apply(WorkspaceArchived _) => this with { Archived = true, Revision = Revision + 1 };

    /// <summary>Requires that the workspace exists.</summary>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    public static Workspace Existing(Workspace? workspace, string name) => workspace ?? throw new NotFoundException("workspace", name);

    /// <summary>Requires that the workspace is not archived.</summary>
    /// <exception cref="RuleBrokenException">It is archived.</exception>
    public Workspace Open() =>
        Archived ? throw new RuleBrokenException("workspace-archived", Id, $"The workspace {Name} is archived.") : this;
}
