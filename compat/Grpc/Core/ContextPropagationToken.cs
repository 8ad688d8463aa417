namespace Grpc.Core;

/// <summary>Ties a call to the server call that it is made for.</summary>
public abstract class ContextPropagationToken
{
    internal ContextPropagationToken()
    {
    }
}
