using System.Text.Json.Serialization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MlOps.AppHost;

/// <summary>The state of the system, the content of <c>status.json</c>.</summary>
internal sealed record SystemStatus(
    bool Running, int Pid, DateTimeOffset Started, bool Healthy, string? Dashboard, IReadOnlyList<ResourceStatus> Resources)
{
    /// <summary>Builds it from the last events of resources; the system is healthy once each of <paramref name="resources"/> is.</summary>
    public static SystemStatus From(
        IReadOnlyList<ResourceEvent> known, Func<string, bool> wasHealthy, IEnumerable<IResource> resources, DateTimeOffset started)
    {
        var shown = known.Where(e => !e.Snapshot.IsHidden).Select(e => ResourceStatus.From(e, wasHealthy(e.ResourceId))).ToArray();
        var isHealthy = shown.All(resource => resource.IsHealthy) && resources.All(resource => known.Any(e => e.Resource == resource));
        // The URL contains the login token.
        var dashboard = known.FirstOrDefault(e => e.Resource.Name == "aspire-dashboard")?.Snapshot.Urls;
        var address = dashboard?.FirstOrDefault(url => url.Name == "http")?.Url;
        return new(true, Environment.ProcessId, started, isHealthy, address, shown);
    }
}

/// <summary>The state of one resource; addresses by endpoint name.</summary>
internal sealed record ResourceStatus(
    string Name, string Type, string State, string? Health, int? Pid, int? ExitCode, IReadOnlyDictionary<string, string> Addresses)
{
    /// <summary>Builds it from the last event; a resource that has not been healthy since its start is starting, not unhealthy.</summary>
    public static ResourceStatus From(ResourceEvent e, bool wasHealthy) => new(
        e.Resource.Name,
        e.Snapshot.ResourceType,
        e.Snapshot.State?.Text is { Length: > 0 } state ? state : KnownResourceStates.NotStarted,
        !wasHealthy && e.Snapshot.HealthStatus is not (null or HealthStatus.Healthy) ? "Starting" : e.Snapshot.HealthStatus?.ToString(),
        e.Snapshot.State?.Text == KnownResourceStates.Running
            ? e.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value as int?
            : null,
        e.Snapshot.ExitCode,
        AddressesOf(e));

    /// <summary>Whether it runs and its health checks, if any, pass.</summary>
    [JsonIgnore]
    public bool IsHealthy => Health == nameof(HealthStatus.Healthy);

    /// <summary>Addresses in the order in which the application declares the endpoints.</summary>
    private static Dictionary<string, string> AddressesOf(ResourceEvent e)
    {
        var endpoints = e.Resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => endpoint.Name).ToList();
        return e.Snapshot.Urls.Where(url => url.Name is not null)
            .OrderBy(url => endpoints.IndexOf(url.Name!))
            .DistinctBy(url => url.Name)
            .ToDictionary(url => url.Name!, url => url.Url);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SystemStatus))]
internal sealed partial class SystemStatusJson : JsonSerializerContext;
