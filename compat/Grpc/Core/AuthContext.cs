namespace Grpc.Core;

/// <summary>Who calls, as far as the transport knows.</summary>
public class AuthContext(string? peerIdentityPropertyName, Dictionary<string, List<AuthProperty>> properties)
{
    /// <summary>Whether the transport has proof of the peer's identity.</summary>
    public bool IsPeerAuthenticated => PeerIdentityPropertyName is not null;

    /// <summary>The property that holds the identity, or null.</summary>
    public string? PeerIdentityPropertyName { get; } = peerIdentityPropertyName;

    /// <summary>The properties that hold the identity.</summary>
    public IEnumerable<AuthProperty> PeerIdentity => PeerIdentityPropertyName is null ? [] : FindPropertiesByName(PeerIdentityPropertyName);

    /// <summary>Everything that is known.</summary>
    public IEnumerable<AuthProperty> Properties => properties.Values.SelectMany(values => values);

    /// <summary>The properties of a name.</summary>
    public IEnumerable<AuthProperty> FindPropertiesByName(string propertyName) => properties.GetValueOrDefault(propertyName) ?? [];
}

/// <summary>One thing that the transport knows of the peer.</summary>
public class AuthProperty
{
    private readonly byte[] valueBytes;

    private AuthProperty(string name, byte[] valueBytes)
    {
        Name = name;
        this.valueBytes = valueBytes;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The value as text.</summary>
    public string Value => System.Text.Encoding.UTF8.GetString(valueBytes);

    /// <summary>A copy of the value.</summary>
    public byte[] ValueBytes => (byte[])valueBytes.Clone();

    /// <summary>Creates a property.</summary>
    public static AuthProperty Create(string name, byte[] valueBytes) => new(name, (byte[])valueBytes.Clone());
}
