namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that comes from outside: configuration key <c>Parameters:{name}</c>, or its default.</summary>
public class ParameterResource : Resource, IManifestExpressionProvider, IValueProvider
{
    private readonly Lazy<string> value;

    /// <summary>Creates a parameter; <paramref name="callback"/> gets its default, if it has one, and is called once.</summary>
    public ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false) : base(name)
    {
        value = new(() => callback(Default));
        Secret = secret;
    }

    /// <summary>The default.</summary>
    public ParameterDefault? Default { get; set; }

    /// <summary>Whether the value must not be shown.</summary>
    public bool Secret { get; }

    /// <summary>The parameter's name in a manifest.</summary>
    public string ValueExpression => $"{{{Name}.value}}";

    /// <summary>Gives the value; throws <see cref="MissingParameterValueException"/> if there is none.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => new(value.Value);
}

/// <summary>The default of a parameter.</summary>
public abstract class ParameterDefault
{
    /// <summary>Gives the default value.</summary>
    public abstract string GetDefaultValue();
}
