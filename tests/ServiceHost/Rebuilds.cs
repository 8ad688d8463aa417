using System.Text.Json;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace MlOps.ServiceHost;

/// <summary>Projections that are built again from the events of a service.</summary>
public static class Rebuilds
{
    /// <summary>
    /// The documents that <paramref name="read"/> finds, all of which must be there, are the same after <paramref name="projections"/>
    /// were built again.
    /// </summary>
    public static async Task ShouldRebuildAsync(
        this TestService service, Func<IQuerySession, Task<object?[]>> read, params Type[] projections)
    {
        var store = service.Services.GetRequiredService<IDocumentStore>();
        var before = await DocumentsAsync();

        using var daemon = await store.BuildProjectionDaemonAsync();
        foreach (var projection in projections) await daemon.RebuildProjectionAsync(projection, CancellationToken.None);

        (await DocumentsAsync()).ShouldBe(before);

        async Task<string[]> DocumentsAsync()
        {
            await using var session = store.QuerySession();
            var documents = await read(session);
            documents.ShouldNotBeEmpty();
            documents.ShouldAllBe(document => document != null);
            return [.. documents.Select(document => JsonSerializer.Serialize(document))];
        }
    }
}
