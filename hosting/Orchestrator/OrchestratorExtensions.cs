using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace MlOps.Hosting.Orchestrator;

/// <summary>Ties an application to its orchestrator.</summary>
public static class OrchestratorExtensions
{
    /// <summary>Stops the application with exit code 1 when its orchestrator exits.</summary>
    public static void EndWithOrchestrator(this IDistributedApplicationBuilder builder) =>
        builder.Services.AddHostedService<OrchestratorWatch>();
}
