namespace MlOps.Gateway.Secrets;

/// <summary>The data key of an envelope, encrypted with a master key.</summary>
internal sealed record WrappedKey(EnvelopeId Id, byte[] Wrapped);
