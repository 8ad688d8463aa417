using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Maps methods whose handlers are given.</summary>
internal sealed class DefinitionBinder(IEndpointRouteBuilder builder) : EndpointBinder(builder, own: null)
{
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        Map(method, new UnaryCallHandler<TRequest, TResponse>(method, Options, MethodPipeline.Build(Options.Interceptors, handler!)).HandleAsync);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        Map(method, new ClientStreamingCallHandler<TRequest, TResponse>(method, Options, MethodPipeline.Build(Options.Interceptors, handler!)).HandleAsync);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        Map(method, new ServerStreamingCallHandler<TRequest, TResponse>(method, Options, MethodPipeline.Build(Options.Interceptors, handler!)).HandleAsync);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        Map(method, new DuplexStreamingCallHandler<TRequest, TResponse>(method, Options, MethodPipeline.Build(Options.Interceptors, handler!)).HandleAsync);

    private void Map(IMethod method, RequestDelegate handler) => Map(method, handler, typeof(ServerServiceDefinition), []);
}
