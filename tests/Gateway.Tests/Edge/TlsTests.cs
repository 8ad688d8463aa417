using System.Net;
using System.Net.Quic;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;
using IdentityTokens = MlOps.Contracts.Identity.V1.Tokens;

namespace MlOps.Gateway.Tests.Edge;

[Collection(GatewayCollection.Name)]
public sealed class TlsTests(GatewaySystem system) : IDisposable
{
    private readonly TestCertificates certificates = new();

    public void Dispose() => certificates.Dispose();

    [Fact]
    public async Task both_ports_speak_tls_with_the_certificate_that_is_set_and_nothing_else()
    {
        await using var gateway = await StartAsync();
        var (http, grpc) = (Secure(gateway.HttpAddress), Secure(gateway.GrpcAddress));

        foreach (var (address, version) in ((Uri, Version)[])[(http, HttpVersion.Version11), (http, HttpVersion.Version20), (grpc, HttpVersion.Version20)])
        {
            using var client = certificates.Client(version);
            using var answer = await client.GetAsync(new Uri(address, "/alive"));
            (answer.StatusCode, answer.Version).ShouldBe((HttpStatusCode.OK, version));
            // This machine's own name would be remembered for all its ports.
            answer.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
        }

        using var channel = GrpcChannel.ForAddress(grpc, new GrpcChannelOptions { HttpClient = Client(system.System.OutsideTokenOf("ann", "viewer")) });
        (await new IdentityTokens.TokensClient(channel).WhoAmIAsync(new WhoAmIRequest())).Subject.ShouldBe("ann");
        foreach (var address in (Uri[])[gateway.HttpAddress, gateway.GrpcAddress])
            RawHttp.Statuses(await RawHttp.GetAsync(address, "/alive", "localhost")).ShouldNotContain(200);
        await Should.ThrowAsync<HttpRequestException>(() => new HttpClient().GetAsync(http));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
#pragma warning disable SYSLIB0039, CA5397 // What is no longer to be used is what must not work.
    [InlineData(SslProtocols.Tls11, false)]
#pragma warning restore SYSLIB0039, CA5397
    public async Task old_versions_of_tls_are_refused(SslProtocols version, bool allowed)
    {
        await using var gateway = await StartAsync();

        if (allowed) (await ShownAsync(gateway, version)).ShouldBe("CN=first");
        else await Should.ThrowAsync<Exception>(() => ShownAsync(gateway, version));
    }

    [Fact]
    public async Task what_is_no_handshake_ends_the_connection_and_fills_no_log()
    {
        await using var gateway = await StartAsync();
        byte[][] all =
        [
            // An alert and data as records of TLS, and what is no TLS.
            [21, 3, 1, 0, 2, 2, 40], [23, 3, 3, 0, 1, 0], [0, 0, 0, 0, 0, 0, 0], [.. "SSH-2.0-none\r\n"u8],
        ];
        foreach (var sent in all)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(gateway.HttpAddress.Host, gateway.HttpAddress.Port);
            var stream = socket.GetStream();
            await stream.WriteAsync(sent);
            socket.Client.Shutdown(SocketShutdown.Send);
            await Eventually.HoldsAsync(async () =>
            {
                try
                {
                    return await stream.ReadAsync(new byte[100]) == 0;
                }
                catch (IOException)
                {
                    // It was closed with bytes unread.
                    return true;
                }
            });
        }

        (await ShownAsync(gateway)).ShouldBe("CN=first");
        gateway.Log.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_certificates_that_lead_to_the_root_are_shown_with_it()
    {
        await using var gateway = await StartAsync();
        certificates.Replace("own.pem", await File.ReadAllTextAsync(certificates["own.pem"]) + "\n" + certificates.Authority.ExportCertificatePem());
        await Eventually.HoldsAsync(async () =>
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(gateway.HttpAddress.Host, gateway.HttpAddress.Port);
            var shown = 0;
#pragma warning disable CA5359 // Only what is shown counts here.
            await using var tls = new SslStream(socket.GetStream(), false, (_, _, chain, _) =>
            {
                shown = chain!.ChainPolicy.ExtraStore.Count;
                return true;
            });
#pragma warning restore CA5359
            await tls.AuthenticateAsClientAsync("localhost");
            return shown == 1;
        });
    }

    [Fact]
    public async Task other_names_than_this_machine_s_are_told_to_stay_with_https()
    {
        await using var gateway = await StartAsync(("Edge:Hosts", "ml.example.org"));
        var answer = await ExchangeAsync(gateway, "GET /alive HTTP/1.1\r\nHost: ml.example.org\r\nConnection: close\r\n\r\n");
        answer.ShouldContain("Strict-Transport-Security: max-age=31536000\r\n");
    }

    [Fact]
    public async Task a_certificate_that_is_replaced_is_shown_to_new_connections_and_a_broken_one_leaves_the_one_before()
    {
        await using var gateway = await StartAsync();
        (await ShownAsync(gateway)).ShouldBe("CN=first");

        using var second = certificates.Create("second");
        certificates.WritePem(second);
        await Eventually.HoldsAsync(async () => await ShownAsync(gateway) == "CN=second");

        certificates.Replace("own.pem", "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n");
        await Eventually.HoldsAsync(async () =>
        {
            (await ShownAsync(gateway)).ShouldBe("CN=second");
            return gateway.Log.Any(line => line.Contains("cannot be used", StringComparison.Ordinal));
        });
        File.Delete(certificates["own.key"]);
        await Eventually.HoldsAsync(async () =>
        {
            (await ShownAsync(gateway)).ShouldBe("CN=second");
            return gateway.Log.Count(line => line.Contains("cannot be used", StringComparison.Ordinal)) == 2;
        });

        using var third = certificates.Create("third");
        certificates.WritePem(third);
        await Eventually.HoldsAsync(async () => await ShownAsync(gateway) == "CN=third");
        gateway.Log.Count(line => line.Contains("cannot be used", StringComparison.Ordinal)).ShouldBeInRange(2, 3);
    }

    [Fact]
    public async Task a_pfx_file_with_a_password_and_a_pem_file_with_both_do_as_well()
    {
        using var certificate = certificates.Create("packed");
        await File.WriteAllBytesAsync(certificates["own.pfx"], certificate.Export(X509ContentType.Pfx, "sesame"));
        await using (var gateway = await StartAsync(
            ("Edge:Certificate:Path", certificates["own.pfx"]), ("Edge:Certificate:KeyPath", null), ("Edge:Certificate:Password", "sesame")))
            (await ShownAsync(gateway)).ShouldBe("CN=packed");

        certificates.Replace("both.pem", certificate.ExportCertificatePem() + "\n" + certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await using (var gateway = await StartAsync(("Edge:Certificate:Path", certificates["both.pem"]), ("Edge:Certificate:KeyPath", null)))
            (await ShownAsync(gateway)).ShouldBe("CN=packed");
    }

    [Fact]
    public async Task a_gateway_without_a_usable_certificate_does_not_start()
    {
        using var other = certificates.Create("other");
        certificates.Replace("wrong.key", other.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        foreach (var (setting, value) in ((string, string?)[])[
            ("Edge:Certificate:Path", certificates["none.pem"]), ("Edge:Certificate:KeyPath", certificates["wrong.key"]), ("Edge:Certificate:Path", ""),
            ("Edge:Certificate:Path", certificates.AuthorityPath)])
        {
            (await Should.ThrowAsync<InvalidOperationException>(() => StartAsync((setting, value)))).Message.ShouldContain("Edge:Certificate");
        }
    }

    [Theory]
    [InlineData("Edge:Address", "0.0.0.0")]
    [InlineData("Edge:Address", "::")]
    [InlineData("BIND_ADDRESS", "0.0.0.0")]
    public async Task a_gateway_that_others_can_reach_does_not_start_without_tls_unless_it_is_told_so(string setting, string address)
    {
        (await Should.ThrowAsync<InvalidOperationException>(() => system.Gateway.StartSecondNodeAsync(Settings((setting, address)))))
            .Message.ShouldContain("Edge:AllowPlaintext=true");

        await using (var plain = await system.Gateway.StartSecondNodeAsync(Settings((setting, address), ("Edge:AllowPlaintext", "true"))))
            RawHttp.Statuses(await RawHttp.GetAsync(plain.HttpAddress, "/alive", "localhost")).ShouldBe([200]);
        await using var secure = await StartAsync((setting, address));
        (await ShownAsync(secure)).ShouldBe("CN=first");
        RawHttp.Statuses(await RawHttp.GetAsync(secure.HttpAddress, "/alive", "localhost")).ShouldNotContain(200);
    }

    [Fact]
    public async Task a_service_that_others_can_reach_does_not_start_without_tls() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => system.Catalog.StartSecondNodeAsync(Settings(("BIND_ADDRESS", "0.0.0.0")))))
            .Message.ShouldContain("Edge:AllowPlaintext=true");

    [Fact]
    public async Task the_services_of_this_machine_find_a_gateway_with_tls_at_a_plain_port_on_loopback()
    {
        var inside = FreePort.Next();
        await using var gateway = await StartAsync(("INSIDE_PORT", $"{inside}"), ("Edge:Address", "0.0.0.0"));

        RawHttp.Statuses(await RawHttp.GetAsync(new Uri($"http://127.0.0.1:{inside}"), "/.well-known/jwks.json", $"127.0.0.1:{inside}")).ShouldBe([200]);
        gateway.Addresses.ShouldContain($"http://127.0.0.1:{inside}");
    }

    [SkippableFact]
    public async Task http_3_is_spoken_where_the_machine_can()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && QuicListener.IsSupported, "This machine has no QUIC.");
        await using var gateway = await StartAsync();
        using var client = certificates.Client(HttpVersion.Version30);
        using var answer = await client.GetAsync(new Uri(Secure(gateway.HttpAddress), "/alive"));
        (answer.StatusCode, answer.Version).ShouldBe((HttpStatusCode.OK, HttpVersion.Version30));
    }

    private async Task<TestService> StartAsync(params (string Key, string? Value)[] others)
    {
        using var first = certificates.Create("first");
        var (path, key) = certificates.WritePem(first);
        var settings = Settings([("Edge:Certificate:Path", path), ("Edge:Certificate:KeyPath", key)]);
        foreach (var (name, value) in others) settings[name] = value;
        return await system.Gateway.StartSecondNodeAsync(settings);
    }

    private HttpClient Client(string token)
    {
        var client = certificates.Client(HttpVersion.Version20);
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private static Dictionary<string, string?> Settings(params (string Key, string? Value)[] settings) =>
        settings.ToDictionary(setting => setting.Key, setting => setting.Value);

    private static Uri Secure(Uri address) => new UriBuilder(address) { Scheme = "https" }.Uri;

    /// <summary>The name in the certificate that a new connection is shown.</summary>
    private async Task<string> ShownAsync(TestService gateway, SslProtocols version = SslProtocols.None)
    {
        using var socket = new TcpClient();
        await using var tls = await ConnectAsync(socket, gateway, version);
        return tls.RemoteCertificate!.Subject;
    }

    private async Task<string> ExchangeAsync(TestService gateway, string request)
    {
        using var socket = new TcpClient();
        await using var tls = await ConnectAsync(socket, gateway, SslProtocols.None);
        await tls.WriteAsync(System.Text.Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(tls);
        return await reader.ReadToEndAsync();
    }

    private async Task<SslStream> ConnectAsync(TcpClient socket, TestService gateway, SslProtocols version)
    {
        await socket.ConnectAsync(gateway.HttpAddress.Host, gateway.HttpAddress.Port);
        var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = version,
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { certificates.Authority }, RevocationMode = X509RevocationMode.NoCheck,
            },
        });
        return tls;
    }
}
