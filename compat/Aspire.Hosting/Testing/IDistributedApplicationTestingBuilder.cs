namespace Aspire.Hosting.Testing;

/// <summary>Describes an application under test.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Finishes the description.</summary>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
