using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace MlOps.Hosting;

internal static class ServerExtensions
{
    /// <summary>Adds an external server.</summary>
    public static IResourceBuilder<ExistingServerResource> AddExistingServer(
        this IDistributedApplicationBuilder builder, string name, string connectionString) =>
        builder.AddResource(new ExistingServerResource(name, connectionString))
            .WithInitialState(new() { ResourceType = "ExistingServer", Properties = [], State = KnownResourceStates.NotStarted })
            .OnInitializeResource(async (resource, initialize, cancellation) =>
            {
                await initialize.Eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, initialize.Services), cancellation);
                await initialize.Notifications.PublishUpdateAsync(resource, state => state with { State = KnownResourceStates.Running });
            });

    /// <summary>Whether servers run in containers: with <c>--containers</c>, and always in publish mode.</summary>
    public static bool UsesContainers(this IDistributedApplicationBuilder builder) =>
        builder.ExecutionContext.IsPublishMode || builder.Configuration.GetValue("containers", false);
}
