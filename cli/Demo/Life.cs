using System.Diagnostics;

namespace MlOps.Cli.Demo;

/// <summary>One whole life of a model, step by step; each step is a file of its own.</summary>
internal static class Life
{
    private static readonly (string Name, string Title, Func<LifeContext, Task> Run)[] Steps =
    [
        ("catalog", "Catalog: import the hours as a dataset version", CatalogStep.RunAsync),
        ("features", "Features: view, service, training set, online store", FeaturesStep.RunAsync),
        ("experiments", "Experiments: train and evaluate", ExperimentsStep.RunAsync),
        ("registry", "Registry: version, gate, approval by a second person, champion", RegistryStep.RunAsync),
        ("serving", "Serving: a deployment that follows the champion", ServingStep.RunAsync),
        ("gateway", "Gateway: predictions over HTTP and gRPC", GatewayStep.RunAsync),
        ("monitoring", "Monitoring: traffic, ground truth, drift", MonitoringStep.RunAsync),
        ("audit", "Audit: from one prediction back to the data, and the registry as of then", AuditStep.RunAsync),
    ];

    public static async Task<LifeSummary> RunAsync(GatewayConnection gateway, HourlyDemand hours, CancellationToken cancellation)
    {
        using var life = await LifeContext.StartAsync(gateway, hours, cancellation);
        var all = Stopwatch.StartNew();
        for (var step = 0; step < Steps.Length; step++)
        {
            var watch = Stopwatch.StartNew();
            Narrator.Begin(step + 1, Steps[step].Title);
            await Steps[step].Run(life);
            Narrator.End(watch.Elapsed);
            life.Summary.Seconds[Steps[step].Name] = watch.Elapsed.TotalSeconds;
        }
        life.Summary.Seconds["all"] = all.Elapsed.TotalSeconds;
        return life.Summary;
    }
}
