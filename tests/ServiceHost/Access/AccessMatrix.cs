using System.Collections.Concurrent;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace MlOps.ServiceHost.Access;

/// <summary>
/// Calls everything that a service serves (its endpoints say what that is) as every role with every kind of token, and holds the answers
/// against <c>docs/access.md</c>. Requests are empty: what is allowed fails in the handler, or does nothing.
/// </summary>
public static class AccessMatrix
{
    private const int Parallel = 4;
    private const string Unimplemented = "gRPC - Unimplemented ";

    /// <summary>Makes all calls; throws with every wrong answer, otherwise returns the counts.</summary>
    /// <param name="service">The service.</param>
    /// <param name="leavesOut">Endpoints that are tested otherwise.</param>
    public static async Task<string> RunAsync(TestService service, Func<Endpoint, bool>? leavesOut = null)
    {
        var page = AccessPage.Read();
        var calls = CallsOf(service, leavesOut);
        MissingOf(page, calls).ShouldBeEmpty("docs/access.md has calls that are not served");
        return await RunAsync(service, page, calls);
    }

    /// <summary>The same for some calls only, which another service answers behind this one.</summary>
    /// <param name="service">The service that is called.</param>
    /// <param name="methods">gRPC methods.</param>
    /// <param name="routes">HTTP routes, each with its verb before it.</param>
    public static Task<string> RunAsync(TestService service, IEnumerable<MethodDescriptor> methods, IEnumerable<string> routes)
    {
        var channel = service.Anonymous.CreateCallInvoker();
        var http = service.Http();
        List<AccessCall> calls =
        [
            .. methods.Select(method => new GrpcAccessCall(channel, RpcCalls.RpcOf(method))),
            .. routes.Select(route => route.Split(' ')).Select(route =>
                new HttpAccessCall(http, new HttpMethod(route[0]), RoutePatternFactory.Parse(route[1]), $"{route[0]} {route[1]}")),
        ];
        return RunAsync(service, AccessPage.Read(), calls);
    }

    private static async Task<string> RunAsync(TestService service, AccessPage page, List<AccessCall> calls)
    {
        var tokens = new TestTokens(service);
        List<(string? Role, string Kind, string? Value, TokenUse Use)> callers = [(null, "no token", null, TokenUse.None)];
        foreach (var role in page.Roles.Cast<string?>().Prepend(null))
        {
            var own = await tokens.OfAsync($"matrix-{role ?? "none"}", role is null ? [] : [role]);
            callers.AddRange(own.Select(token => (role, token.Kind, (string?)token.Value, token.Use)));
        }

        var cases = calls.SelectMany(call => callers.Select(caller => new Case(
            call, caller.Role, caller.Kind, caller.Value, page.Expect(call.Name, caller.Role, caller.Use)))).ToList();
        var wrong = new ConcurrentBag<string>();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            cases, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (one, _) =>
            {
                var permission = one.Expected == AccessAnswer.Denied ? page.PermissionOf(one.Call.Name) : null;
                if (await one.Call.FaultOfAsync(one.Token, one.Expected, permission) is { } fault) wrong.Add($"{one}: {fault}");
            });
        wrong.Order().ShouldBeEmpty();
        var counts = cases.CountBy(one => one.Expected).OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}");
        return $"{calls.Count} calls × {page.Roles.Count + 1} roles × {callers.Select(caller => caller.Kind).Distinct().Count()} tokens: "
            + $"{cases.Count} answers, {string.Join(", ", counts)}, 0 wrong";
    }

    private static List<AccessCall> CallsOf(TestService service, Func<Endpoint, bool>? leavesOut)
    {
        // Shared by all calls: the token is put on each.
        var channel = service.Anonymous.CreateCallInvoker();
        var http = service.Http();
        return
        [
            .. service.Services.GetRequiredService<EndpointDataSource>().Endpoints
                .Where(endpoint => endpoint.DisplayName?.StartsWith(Unimplemented, StringComparison.Ordinal) != true)
                .Where(endpoint => leavesOut?.Invoke(endpoint) != true)
                .SelectMany(endpoint => CallsOf(endpoint, channel, http)),
        ];
    }

    private static IEnumerable<AccessCall> CallsOf(Endpoint endpoint, CallInvoker channel, HttpClient http)
    {
        if (endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is { } method) return [new GrpcAccessCall(channel, method.Method)];
        var route = ((RouteEndpoint)endpoint).RoutePattern;
        var verbs = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        return verbs.Count == 0
            ? [new HttpAccessCall(http, HttpMethod.Get, route, route.RawText!)]
            : verbs.Select(verb => new HttpAccessCall(http, new HttpMethod(verb), route, $"{verb} {route.RawText}"));
    }

    /// <summary>What the page says of the gRPC services that are served, and is not served.</summary>
    private static IEnumerable<string> MissingOf(AccessPage page, List<AccessCall> calls)
    {
        var served = calls.Select(call => call.Name).ToHashSet();
        var services = calls.OfType<GrpcAccessCall>().Select(call => ServiceOf(call.Name)).ToHashSet();
        return page.Calls.Where(call => !call.Contains(' ') && services.Contains(ServiceOf(call)) && !served.Contains(call));

        static string ServiceOf(string call) => call[..call.IndexOf('/')];
    }

    private sealed record Case(AccessCall Call, string? Role, string Kind, string? Token, AccessAnswer Expected)
    {
        public override string ToString() => $"{Call.Name} as {Role ?? "no role"}, {Kind}";
    }
}
