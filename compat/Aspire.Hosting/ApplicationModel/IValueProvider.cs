namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is known once the application starts.</summary>
public interface IValueProvider
{
    /// <summary>Gives the value; waits for it if need be.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

/// <summary>A value with a name for it in a deployment manifest.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The expression, such as <c>{postgres.connectionString}</c>.</summary>
    string ValueExpression { get; }
}

/// <summary>A resource that is reached with a connection string.</summary>
public interface IResourceWithConnectionString : IResource, IValueProvider, IManifestExpressionProvider
{
    /// <summary>The connection string, resolved when its parts are known.</summary>
    ReferenceExpression ConnectionStringExpression { get; }

    /// <summary>The variable that carries it; null for <c>ConnectionStrings__{name}</c>.</summary>
    string? ConnectionStringEnvironmentVariable => null;

    /// <summary>Gives the connection string.</summary>
    ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) => ConnectionStringExpression.GetValueAsync(cancellationToken);

    string IManifestExpressionProvider.ValueExpression => $"{{{Name}.connectionString}}";

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetConnectionStringAsync(cancellationToken);
}

/// <summary>The connection string of a resource, as the value of an environment variable.</summary>
public class ConnectionStringReference(IResourceWithConnectionString resource, bool optional) : IValueProvider, IManifestExpressionProvider
{
    /// <summary>The resource.</summary>
    public IResourceWithConnectionString Resource { get; } = resource;

    /// <summary>Whether the variable is left out when there is no connection string; otherwise that is an error.</summary>
    public bool Optional { get; } = optional;

    string IManifestExpressionProvider.ValueExpression => Resource.ValueExpression;

    async ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken)
    {
        var value = await Resource.GetConnectionStringAsync(cancellationToken);
        if (string.IsNullOrEmpty(value) && !Optional) throw new DistributedApplicationException($"The connection string for the resource '{Resource.Name}' is not available.");
        return value;
    }
}
