using Microsoft.Extensions.Hosting;

namespace Marten.Internal;

/// <summary>Brings the database schema into being when the application starts.</summary>
internal sealed class SchemaStartup(IDocumentStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
