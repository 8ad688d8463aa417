using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MlOps.Gateway.Tests.Edge;

/// <summary>An authority of the test's own, and certificates of it for this machine, as files.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(2);
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mlops-test-certificates-");
    private readonly DateTimeOffset from = TimeProvider.System.GetUtcNow().AddDays(-1);

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        Authority = request.CreateSelfSigned(from, from + Life);
        File.WriteAllText(AuthorityPath, Authority.ExportCertificatePem());
    }

    public X509Certificate2 Authority { get; }

    public string AuthorityPath => this["authority.pem"];

    public string this[string name] => Path.Combine(directory.FullName, name);

    /// <summary>A certificate for localhost and 127.0.0.1, whose common name says which it is.</summary>
    public X509Certificate2 Create(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(Authority, from, from + Life, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Writes one as two PEM files, each put in place at once.</summary>
    public (string Path, string KeyPath) WritePem(X509Certificate2 certificate)
    {
        Replace("own.pem", certificate.ExportCertificatePem());
        Replace("own.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return (this["own.pem"], this["own.key"]);
    }

    public void Replace(string name, string content)
    {
        File.WriteAllText(this[$"{name}.new"], content);
        File.Move(this[$"{name}.new"], this[name], overwrite: true);
    }

    /// <summary>A client that trusts this authority and no other, and uses one version of HTTP.</summary>
    public HttpClient Client(Version version)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { Authority }, RevocationMode = X509RevocationMode.NoCheck,
        };
        return new HttpClient(handler) { DefaultRequestVersion = version, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    public void Dispose()
    {
        Authority.Dispose();
        directory.Delete(recursive: true);
    }
}
