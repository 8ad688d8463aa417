using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The state of a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>The kind of resource.</summary>
    public required string ResourceType { get; init; }

    /// <summary>What is known about it by name.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>When it came into being.</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>When it started last.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When it stopped last.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>The state, one of <see cref="KnownResourceStates"/> or any other text.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>The exit code of its last process.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What its health checks said last.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>The variables it was started with.</summary>
    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    /// <summary>Its addresses.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>Whether it is left out of what is shown.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The readiness of this run, once published; waiters wait for its subscribers too.</summary>
    internal EventSnapshot? ResourceReadyEvent { get; init; }

    /// <summary>The worst of <see cref="HealthReports"/> while it runs, healthy if it has no checks; null while it does not run.</summary>
    public HealthStatus? HealthStatus => State?.Text != KnownResourceStates.Running
        ? null
        : HealthReports.Length == 0 ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
        : HealthReports.Any(r => r.Status is null) ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy
        : HealthReports.Min(r => r.Status);
}

/// <summary>An event of a resource whose subscribers may still be busy.</summary>
internal sealed record EventSnapshot(Task EventTask);

/// <summary>A state with the style it is shown in.</summary>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state in its usual style.</summary>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new(s, null);
}

/// <summary>Something known about a resource.</summary>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>Whether the value must not be shown.</summary>
    public bool IsSensitive { get; init; }
}

/// <summary>A variable that a resource was started with; not from its description if merely inherited.</summary>
public sealed record EnvironmentVariableSnapshot(string Name, string? Value, bool IsFromSpec);

/// <summary>An address of a resource.</summary>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal);

/// <summary>What a health check said; no status before the first time.</summary>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText);
