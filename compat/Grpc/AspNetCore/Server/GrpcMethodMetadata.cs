using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Says on an endpoint which method of which service it is.</summary>
public sealed class GrpcMethodMetadata(Type serviceType, IMethod method)
{
    /// <summary>The class that implements the service.</summary>
    public Type ServiceType { get; } = serviceType;

    /// <summary>The method.</summary>
    public IMethod Method { get; } = method;
}
