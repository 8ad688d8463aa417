using Microsoft.Extensions.Hosting;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Publishes the service's public key before it serves or calls anybody.</summary>
internal sealed class ServiceKeyPublication(ServiceIdentity identity, SigningKey key, ServiceKeys keys) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        keys.Publish(identity.Service, key.Public);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
