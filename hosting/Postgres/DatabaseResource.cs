using Aspire.Hosting.ApplicationModel;

namespace MlOps.Hosting.Postgres;

/// <summary>A database of a server, created when the server is ready if it does not exist.</summary>
public sealed class DatabaseResource(string name, IResourceWithConnectionString server)
    : Resource(name), IResourceWithParent<IResourceWithConnectionString>, IResourceWithConnectionString
{
    /// <inheritdoc/>
    public IResourceWithConnectionString Parent => server;

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{server};Database={Name}");
}
