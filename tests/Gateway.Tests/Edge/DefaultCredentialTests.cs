using System.Net;
using System.Text;
using MlOps.ServiceHost;

namespace MlOps.Gateway.Tests.Edge;

/// <summary>Known passwords: MLflow 2026-2635, Ray 2023-48022 and 2025-34351, TorchServe 2024-35199.</summary>
[Collection(GatewayCollection.Name)]
public class DefaultCredentialTests(GatewaySystem system)
{
    private static readonly string[] Words =
        ["", "admin", "password", "password1234", "changeme", "default", "secret", "token", "null", "undefined", "mlops", "root", "Bearer", "0", "[]", "{}"];

    [Fact]
    public async Task no_word_that_can_be_guessed_is_a_token_or_a_password()
    {
        using var http = system.Gateway.Http();
        var all = Words.Select(word => $"Bearer {word}")
            .Concat(Words.Select(word => $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"admin:{word}"))}")).Concat(Words);
        foreach (var authorization in all)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/v2/models/{GatewaySystem.Model}", UriKind.Relative));
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var response = await http.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, authorization);
        }
    }

    [Fact]
    public async Task the_first_token_of_two_systems_is_not_the_same_and_readable_by_its_owner_only()
    {
        var other = new IdentitySystem();
        await other.InitializeAsync();
        try
        {
            File.ReadAllText(system.AdminTokenFile).ShouldNotBe(File.ReadAllText(other.AdminTokenFile));
            if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(other.AdminTokenFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        finally
        {
            await other.DisposeAsync();
        }
    }

    [Fact]
    public void services_listen_on_loopback_unless_they_are_told_otherwise()
    {
        foreach (var service in (TestService[])[system.Gateway, system.Serving, system.Catalog])
        {
            var addresses = service.Addresses;
            addresses.Count.ShouldBe(2);
            addresses.ShouldAllBe(address => new Uri(address).IsLoopback);
        }
    }
}
