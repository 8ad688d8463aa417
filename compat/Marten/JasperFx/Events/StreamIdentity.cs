namespace JasperFx.Events;

/// <summary>What identifies a stream, in one store.</summary>
public enum StreamIdentity
{
    /// <summary>A <see cref="Guid"/>.</summary>
    AsGuid,

    /// <summary>A string key.</summary>
    AsString,
}
