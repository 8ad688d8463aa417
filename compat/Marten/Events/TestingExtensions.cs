using Marten.Internal.Daemon;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Marten.Events;

/// <summary>Waits for asynchronous projections.</summary>
public static class TestingExtensions
{
    /// <summary>Returns once every projection and subscription has handled all events that are committed now.</summary>
    public static Task WaitForNonStaleProjectionDataAsync(this IDocumentStore store, TimeSpan timeout) =>
        Staleness.WaitAsync((DocumentStore)store, timeout, CancellationToken.None);

    /// <inheritdoc cref="WaitForNonStaleProjectionDataAsync(IDocumentStore, TimeSpan)"/>
    public static Task WaitForNonStaleProjectionDataAsync(this IHost host, TimeSpan timeout) =>
        host.Services.GetRequiredService<IDocumentStore>().WaitForNonStaleProjectionDataAsync(timeout);
}
