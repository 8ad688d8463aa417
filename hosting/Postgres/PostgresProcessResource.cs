using Aspire.Hosting.ApplicationModel;

namespace MlOps.Hosting.Postgres;

/// <summary>A private PostgreSQL server, run from the distribution's binaries.</summary>
public sealed class PostgresProcessResource : ExecutableResource, IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";
    internal const string UserName = "postgres";

    /// <summary>Describes a server that keeps its cluster in <paramref name="directory"/>.</summary>
    public PostgresProcessResource(string name, string directory)
        : base(name, "sh", "/")
    {
        Directory = directory;
        var file = new PasswordFile(PasswordPath);
        Password = new ParameterResource($"{name}-password", _ => file.ReadOrCreate(), secret: true);
    }

    /// <summary>Where the server listens.</summary>
    public EndpointReference Endpoint => new(this, EndpointName);

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"Host={Host};Port={Port};Username={UserName};Password={Password}");

    internal string Directory { get; }

    internal string PasswordPath => $"{Directory}.password";

    internal ParameterResource Password { get; }

    private EndpointReferenceExpression Host => Endpoint.Property(EndpointProperty.Host);

    private EndpointReferenceExpression Port => Endpoint.Property(EndpointProperty.Port);
}
