namespace Grpc.Net.ClientFactory;

/// <summary>Creates clients as they were registered.</summary>
public abstract class GrpcClientFactory
{
    /// <summary>Creates the client of a name.</summary>
    public abstract TClient CreateClient<TClient>(string name)
        where TClient : class;
}
