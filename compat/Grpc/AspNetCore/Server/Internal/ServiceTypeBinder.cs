using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Maps the methods of a class that derives from a generated service base.</summary>
internal sealed class ServiceTypeBinder<TService> : EndpointBinder
    where TService : class
{
    private readonly MethodOptions options;

    public ServiceTypeBinder(IEndpointRouteBuilder builder)
        : base(builder) => options = CreateOptions(GetOptions<GrpcServiceOptions<TService>>());

    public void Bind()
    {
        var attribute = typeof(TService).GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)
            ?? throw new InvalidOperationException($"Cannot locate BindService(ServiceBinderBase, ServiceBase) method for the current service type: {typeof(TService).FullName}.");
        var bind = attribute.BindType.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .Single(m => m.Name == attribute.BindMethodName && m.GetParameters() is [var binder, _] && binder.ParameterType == typeof(ServiceBinderBase));
        bind.Invoke(null, [this, null]);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var (invoke, metadata) = Find<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(method.Name, typeof(TRequest), typeof(ServerCallContext));
        var pipeline = MethodPipeline.Build<TRequest, TResponse>(options.Interceptors, (request, context) =>
        {
            var lease = new ServiceLease<TService>(context.GetHttpContext().RequestServices);
            return lease.NeedsDisposal ? InvokeAndDispose(invoke, lease, request, context) : invoke(lease.Service, request, context);
        });
        Map(method, new UnaryCallHandler<TRequest, TResponse>(method, options, pipeline).HandleAsync, metadata);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (invoke, metadata) = Find<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>(method.Name, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var pipeline = MethodPipeline.Build<TRequest, TResponse>(options.Interceptors, async (requests, context) =>
        {
            await using var lease = new ServiceLease<TService>(context.GetHttpContext().RequestServices);
            return await invoke(lease.Service, requests, context);
        });
        Map(method, new ClientStreamingCallHandler<TRequest, TResponse>(method, options, pipeline).HandleAsync, metadata);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (invoke, metadata) = Find<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(method.Name, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var pipeline = MethodPipeline.Build<TRequest, TResponse>(options.Interceptors, async (request, responses, context) =>
        {
            await using var lease = new ServiceLease<TService>(context.GetHttpContext().RequestServices);
            await invoke(lease.Service, request, responses, context);
        });
        Map(method, new ServerStreamingCallHandler<TRequest, TResponse>(method, options, pipeline).HandleAsync, metadata);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (invoke, metadata) = Find<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(method.Name, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var pipeline = MethodPipeline.Build<TRequest, TResponse>(options.Interceptors, async (requests, responses, context) =>
        {
            await using var lease = new ServiceLease<TService>(context.GetHttpContext().RequestServices);
            await invoke(lease.Service, requests, responses, context);
        });
        Map(method, new DuplexStreamingCallHandler<TRequest, TResponse>(method, options, pipeline).HandleAsync, metadata);
    }

    private static async Task<TResponse> InvokeAndDispose<TRequest, TResponse>(
        Func<TService, TRequest, ServerCallContext, Task<TResponse>> invoke, ServiceLease<TService> lease, TRequest request, ServerCallContext context)
    {
        await using (lease) return await invoke(lease.Service, request, context);
    }

    private static (TDelegate Invoke, IEnumerable<object> Metadata) Find<TDelegate>(string name, params Type[] parameters)
        where TDelegate : Delegate
    {
        var method = typeof(TService).GetMethod(name, BindingFlags.Public | BindingFlags.Instance, parameters)
            ?? throw new InvalidOperationException($"Could not find '{name}' on {typeof(TService)}.");
        return (method.CreateDelegate<TDelegate>(), typeof(TService).GetCustomAttributes(inherit: true).Concat(method.GetCustomAttributes(inherit: true)));
    }

    private void Map(IMethod method, RequestDelegate handler, IEnumerable<object> metadata) => Map(method, handler, typeof(TService), metadata);
}
