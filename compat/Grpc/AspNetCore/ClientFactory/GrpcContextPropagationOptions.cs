namespace Grpc.AspNetCore.ClientFactory;

/// <summary>How calls are tied to the call that they are made for.</summary>
public class GrpcContextPropagationOptions
{
    /// <summary>Whether a call made outside of any other is passed on as it is instead of refused.</summary>
    public bool SuppressContextNotFoundErrors { get; set; }
}
