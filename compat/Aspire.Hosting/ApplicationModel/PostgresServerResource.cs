using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A PostgreSQL server.</summary>
public class PostgresServerResource(string name, ParameterResource? userName, ParameterResource password) : ContainerResource(name), IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";
    internal const string DefaultUserName = "postgres";
    private readonly Dictionary<string, string> databases = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where it listens.</summary>
    public EndpointReference PrimaryEndpoint => new(this, PrimaryEndpointName);

    /// <summary>Its superuser, <c>postgres</c> if null.</summary>
    public ParameterResource? UserNameParameter { get; } = userName;

    /// <summary>The superuser's password.</summary>
    public ParameterResource PasswordParameter { get; } = password;

    /// <summary>The databases that were added: resource name to database name.</summary>
    public IReadOnlyDictionary<string, string> Databases => databases;

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => this.TryGetLastAnnotation<ExternalServerAnnotation>(out var external)
        ? ReferenceExpression.Create($"{external.ConnectionString.TrimEnd(';')}")
        : UserNameParameter is null
        ? ReferenceExpression.Create($"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={DefaultUserName};Password={PasswordParameter}")
        : ReferenceExpression.Create($"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={UserNameParameter};Password={PasswordParameter}");

    internal void AddDatabase(string name, string databaseName) => databases.Add(name, databaseName);
}
