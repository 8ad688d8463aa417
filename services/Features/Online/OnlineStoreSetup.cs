namespace MlOps.Features.Online;

/// <summary>Creates the online store's table before the service takes requests.</summary>
internal sealed class OnlineStoreSetup(OnlineStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => store.CreateAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
