using MlOps.Testing;

namespace MlOps.ServiceHost;

/// <summary>The two ports of a service, which are its own before it starts and while it is stopped.</summary>
internal sealed record ServicePorts(int Http, int Grpc)
{
    public static ServicePorts Reserve() => new(FreePort.Next(), FreePort.Next());
}
