namespace Grpc.AspNetCore.HealthChecks;

/// <summary>How health checks become statuses of services.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>Which health checks make up which service; unless changed, all of them the server as a whole.</summary>
    public ServiceMappingCollection Services { get; } = [];

    /// <summary>Whether Check answers with the last published status instead of running the checks.</summary>
    public bool UseHealthChecksCache { get; set; }

    /// <summary>Whether watches end when the application stops; they do unless this is set.</summary>
    public bool SuppressCompletionOnShutdown { get; set; }
}

/// <summary>A service and its health checks.</summary>
public sealed class ServiceMapping(string name, Func<HealthCheckMapContext, bool> predicate)
{
    /// <summary>The name that callers ask for; empty is the server as a whole.</summary>
    public string Name { get; } = name;

    /// <summary>Whether a health check belongs to the service.</summary>
    public Func<HealthCheckMapContext, bool> HealthCheckPredicate { get; } = predicate;
}

/// <summary>A health check that may belong to a service.</summary>
public sealed class HealthCheckMapContext(string name, IEnumerable<string> tags)
{
    /// <summary>The name of the check.</summary>
    public string Name { get; } = name;

    /// <summary>The tags of the check.</summary>
    public IEnumerable<string> Tags { get; } = tags;
}
