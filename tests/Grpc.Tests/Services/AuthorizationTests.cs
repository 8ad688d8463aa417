using System.Security.Claims;
using System.Text.Encodings.Web;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlOps.Grpc.Tests.Interop;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Services;

/// <summary>ASP.NET Core's authentication and authorization hold for gRPC methods.</summary>
public sealed class AuthorizationTests : IAsyncLifetime
{
    private InteropServer server = null!;
    private GrpcChannel channel = null!;
    private TestService.TestServiceClient client = null!;

    public async Task InitializeAsync()
    {
        server = await InteropServer.StartAsync(
            services =>
            {
                services.AddGrpc();
                services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderIsName>("test", _ => { });
                services.AddAuthorization();
            },
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapGrpcService<Guarded>().RequireAuthorization();
            });
        channel = GrpcChannel.ForAddress(server.Address);
        client = new TestService.TestServiceClient(channel);
    }

    public async Task DisposeAsync()
    {
        channel.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task a_caller_without_a_name_is_unauthenticated() =>
        (await Should.ThrowAsync<RpcException>(async () => await client.UnaryCallAsync(new SimpleRequest()))).StatusCode.ShouldBe(StatusCode.Unauthenticated);

    [Fact]
    public async Task a_caller_without_the_role_is_denied() =>
        (await Should.ThrowAsync<RpcException>(async () => await client.EmptyCallAsync(new Empty(), Named("ann")))).StatusCode.ShouldBe(StatusCode.PermissionDenied);

    [Fact]
    public async Task what_is_not_implemented_is_guarded_as_its_service_is() =>
        (await Should.ThrowAsync<RpcException>(async () => await client.UnimplementedCallAsync(new Empty(), Named("ann")))).StatusCode.ShouldBe(StatusCode.Unimplemented);

    [Fact]
    public async Task conventions_of_a_service_hold_for_calls_of_what_is_unknown()
    {
        var unknown = new UnimplementedService.UnimplementedServiceClient(channel);

        (await Should.ThrowAsync<RpcException>(async () => await unknown.UnimplementedCallAsync(new Empty()))).StatusCode.ShouldBe(StatusCode.Unauthenticated);
        (await Should.ThrowAsync<RpcException>(async () => await unknown.UnimplementedCallAsync(new Empty(), Named("ann")))).StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task the_handler_sees_who_calls() => (await client.UnaryCallAsync(new SimpleRequest(), Named("ann"))).Username.ShouldBe("ann");

    private static Metadata Named(string name) => new() { { "authorization", name } };

    [Authorize]
    public sealed class Guarded : TestService.TestServiceBase
    {
        public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context) =>
            Task.FromResult(new SimpleResponse { Username = context.GetHttpContext().User.Identity!.Name });

        [Authorize(Roles = "admin")]
        public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());
    }

    public sealed class HeaderIsName(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var name = Request.Headers.Authorization.ToString();
            if (name.Length == 0) return Task.FromResult(AuthenticateResult.NoResult());
            var principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], Scheme.Name));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name)));
        }
    }
}
