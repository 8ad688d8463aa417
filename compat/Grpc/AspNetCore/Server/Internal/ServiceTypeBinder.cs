using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Maps the methods of a class that derives from a generated service base.</summary>
internal sealed class ServiceTypeBinder<TService>(IEndpointRouteBuilder builder)
    : EndpointBinder(builder, builder.ServiceProvider.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value)
    where TService : class
{
    /// <summary>Maps what there is: nothing where the class is no service.</summary>
    public void Bind()
    {
        if (typeof(TService).GetCustomAttribute<BindServiceMethodAttribute>(inherit: true) is not { } attribute) return;
        var bind = attribute.BindType.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Single(m => m.Name == attribute.BindMethodName && m.GetParameters() is [var binder, _] && binder.ParameterType == typeof(ServiceBinderBase));
        bind.Invoke(null, [this, null]);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var (invoke, metadata) = Find<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(method.Name, typeof(TRequest), typeof(ServerCallContext));
        var pipeline = MethodPipeline.Build<TRequest, TResponse>(Options.Interceptors, (request, context) =>
        {
            var lease = new ServiceLease<TService>(context.GetHttpContext().RequestServices);
            return lease.NeedsDisposal ? InvokeAndDispose(invoke, lease, request, context) : invoke(lease.Service, request, context);
        });
        Map(method, new UnaryCallHandler<TRequest, TResponse>(method, Options, pipeline).HandleAsync, metadata);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (invoke, metadata) = Find<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>(method.Name, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var pipeline = MethodPipeline.Build<TRequest, TResponse>(Options.Interceptors, async (requests, context) =>
        {
            await using var lease = new ServiceLease<TService>(context.GetHttpContext().RequestServices);
            return await invoke(lease.Service, requests, context);
        });
        Map(method, new ClientStreamingCallHandler<TRequest, TResponse>(method, Options, pipeline).HandleAsync, metadata);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (invoke, metadata) = Find<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(method.Name, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var pipeline = MethodPipeline.Build<TRequest, TResponse>(Options.Interceptors, async (request, responses, context) =>
        {
            await using var lease = new ServiceLease<TService>(context.GetHttpContext().RequestServices);
            await invoke(lease.Service, request, responses, context);
        });
        Map(method, new ServerStreamingCallHandler<TRequest, TResponse>(method, Options, pipeline).HandleAsync, metadata);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (invoke, metadata) = Find<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(method.Name, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var pipeline = MethodPipeline.Build<TRequest, TResponse>(Options.Interceptors, async (requests, responses, context) =>
        {
            await using var lease = new ServiceLease<TService>(context.GetHttpContext().RequestServices);
            await invoke(lease.Service, requests, responses, context);
        });
        Map(method, new DuplexStreamingCallHandler<TRequest, TResponse>(method, Options, pipeline).HandleAsync, metadata);
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
