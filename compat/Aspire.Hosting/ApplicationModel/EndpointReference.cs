using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint of a resource, by name; its value is the address as a URL.</summary>
public sealed class EndpointReference : IManifestExpressionProvider, IValueProvider
{
    private EndpointAnnotation? annotation;

    /// <summary>Refers to an endpoint that need not exist yet.</summary>
    public EndpointReference(IResourceWithEndpoints owner, string endpointName)
    {
        Resource = owner;
        EndpointName = endpointName;
    }

    /// <summary>Refers to an endpoint.</summary>
    public EndpointReference(IResourceWithEndpoints owner, EndpointAnnotation endpoint) : this(owner, endpoint.Name) => annotation = endpoint;

    /// <summary>The resource.</summary>
    public IResourceWithEndpoints Resource { get; }

    /// <summary>The name of the endpoint.</summary>
    public string EndpointName { get; }

    /// <summary>Whether the resource has that endpoint.</summary>
    public bool Exists => Find() is not null;

    /// <summary>Whether the address is known.</summary>
    public bool IsAllocated => Find()?.AllocatedEndpoint is not null;

    /// <summary>The endpoint; throws <see cref="InvalidOperationException"/> if the resource has none of that name.</summary>
    public EndpointAnnotation EndpointAnnotation => Find() ?? throw new InvalidOperationException($"The endpoint `{EndpointName}` is not defined for the resource `{Resource.Name}`.");

    /// <summary>The host; throws if not allocated yet, as do the following.</summary>
    public string Host => AllocatedEndpoint.Address;

    /// <summary>The port.</summary>
    public int Port => AllocatedEndpoint.Port;

    /// <summary>The port that the process listens on.</summary>
    public int? TargetPort => EndpointAnnotation.TargetPort;

    /// <summary>The scheme.</summary>
    public string Scheme => EndpointAnnotation.UriScheme;

    /// <summary>The address as a URL.</summary>
    public string Url => AllocatedEndpoint.UriString;

    string IManifestExpressionProvider.ValueExpression => $"{{{Resource.Name}.bindings.{EndpointName}.url}}";

    private AllocatedEndpoint AllocatedEndpoint =>
        EndpointAnnotation.AllocatedEndpoint ?? throw new InvalidOperationException($"The endpoint `{EndpointName}` is not allocated for the resource `{Resource.Name}`.");

    /// <summary>A part of the address.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <summary>Gives the address as a URL once it is allocated.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => Property(EndpointProperty.Url).GetValueAsync(cancellationToken);

    private EndpointAnnotation? Find() => annotation ??=
        Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(e => string.Equals(e.Name, EndpointName, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A part of an endpoint's address.</summary>
public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IManifestExpressionProvider, IValueProvider
{
    /// <summary>The endpoint.</summary>
    public EndpointReference Endpoint { get; } = endpointReference;

    /// <summary>The part.</summary>
    public EndpointProperty Property { get; } = property;

    /// <summary>The part's name in a manifest.</summary>
    public string ValueExpression => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{char.ToLowerInvariant(Property.ToString()[0])}{Property.ToString()[1..]}}}";

    /// <summary>Gives the part once the endpoint is allocated.</summary>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        if (Property == EndpointProperty.Scheme) return Endpoint.Scheme;
        var allocated = await Endpoint.EndpointAnnotation.Allocated.WaitAsync(cancellationToken);
        return Property switch
        {
            EndpointProperty.Url => allocated.UriString,
            EndpointProperty.Host or EndpointProperty.IPV4Host => allocated.Address,
            EndpointProperty.Port => allocated.Port.ToString(CultureInfo.InvariantCulture),
            EndpointProperty.TargetPort => allocated.TargetPortExpression,
            EndpointProperty.HostAndPort => allocated.EndPointString,
            _ => throw new InvalidOperationException($"The property '{Property}' of an endpoint is not known."),
        };
    }
}

/// <summary>The parts of an endpoint's address.</summary>
public enum EndpointProperty
{
    /// <summary>Scheme, host and port.</summary>
    Url,

    /// <summary>The host.</summary>
    Host,

    /// <summary>The host as an IPv4 address.</summary>
    IPV4Host,

    /// <summary>The port that others connect to.</summary>
    Port,

    /// <summary>The scheme.</summary>
    Scheme,

    /// <summary>The port that the process listens on.</summary>
    TargetPort,

    /// <summary>Host and port.</summary>
    HostAndPort,
}
