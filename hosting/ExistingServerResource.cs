using Aspire.Hosting.ApplicationModel;

namespace MlOps.Hosting;

/// <summary>An external server, known by its connection string.</summary>
public sealed class ExistingServerResource(string name, string connectionString) : Resource(name), IResourceWithConnectionString
{
    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{connectionString}");
}
