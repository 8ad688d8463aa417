using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace MlOps.ServiceDefaults.Access;

/// <summary>Stops a service before it starts when one of its endpoints does not say who may call it.</summary>
internal sealed class AccessCheck : IHostedLifecycleService
{
    private ICollection<EndpointDataSource> sources = [];

    /// <summary>Whose endpoints are checked.</summary>
    public void Watch(IEndpointRouteBuilder app) => sources = app.DataSources;

    // Before everything that starts: nothing may be answered, and nothing done, by a service that is open by mistake.
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var silent = sources.SelectMany(source => source.Endpoints).Where(endpoint => EndpointAccess.Find(endpoint) is null)
            .Select(EndpointAccess.NameOf).Distinct().Order().ToList();
        if (silent.Count == 0) return Task.CompletedTask;
        throw new InvalidOperationException(
            "Who may call these endpoints? They have no permission (in the proto: option (mlops.access.v1.permission), at the mapping: "
            + $"RequirePermission) and are not open to everybody (anonymous, AllowAnonymous): {string.Join("; ", silent)}.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
