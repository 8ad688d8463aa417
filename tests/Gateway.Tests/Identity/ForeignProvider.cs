using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using OpenIddict.Server;

namespace MlOps.Gateway.Tests.Identity;

/// <summary>An OpenID provider of another make (OpenIddict) that gives each client what the test has written down for it.</summary>
internal sealed class ForeignProvider : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient http = new();

    private ForeignProvider(WebApplication app) => this.app = app;

    public static string Address { get; } = $"http://127.0.0.1:{FreePort.Next()}/";

    /// <summary>By client: the claims of its access tokens.</summary>
    public static Dictionary<string, (string Audience, (string Type, string Value)[] Claims)> Clients { get; } = [];

    public static async Task<ForeignProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.SetIssuer(new Uri(Address)).SetTokenEndpointUris("token").AllowClientCredentialsFlow();
            server.AddEphemeralEncryptionKey().AddEphemeralSigningKey().DisableAccessTokenEncryption();
            server.EnableDegradedMode().UseAspNetCore().DisableTransportSecurityRequirement();
            server.AddEventHandler<OpenIddictServerEvents.ValidateTokenRequestContext>(handler => handler.UseInlineHandler(_ => default));
            server.AddEventHandler<OpenIddictServerEvents.HandleTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                var (audience, claims) = Clients[context.ClientId!];
                var identity = new ClaimsIdentity("foreign");
                identity.AddClaim(new Claim(OpenIddictConstants.Claims.Subject, context.ClientId!));
                foreach (var (type, value) in claims) identity.AddClaim(new Claim(type, value));
                identity.SetDestinations(_ => [OpenIddictConstants.Destinations.AccessToken]);
                var principal = new ClaimsPrincipal(identity);
                principal.SetAudiences(audience);
                principal.SetResources(audience);
                context.SignIn(principal);
                return default;
            }));
        });
        var app = builder.Build();
        app.Urls.Add(Address);
        app.UseAuthentication();
        await app.StartAsync();
        return new ForeignProvider(app);
    }

    /// <summary>An access token for a client.</summary>
    public async Task<string> TokenAsync(string client)
    {
        using var response = await http.PostAsync(new Uri($"{Address}token"), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = "secret",
        }));
        var answer = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(answer);
        return (string)JsonNode.Parse(answer)!["access_token"]!;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
