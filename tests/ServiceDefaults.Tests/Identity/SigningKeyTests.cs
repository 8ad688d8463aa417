using System.Security.Cryptography;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Tests.Identity;

public sealed class SigningKeyTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mlops-test-key-");

    [Fact]
    public void is_the_same_for_all_who_start_at_once()
    {
        var path = Path.Combine(directory.FullName, "new", "service.pem");
        var keys = new SigningKey[16];

        Parallel.For(0, keys.Length, i => keys[i] = SigningKey.OpenOrCreate(path));

        keys.ShouldAllBe(key => key.Kid == keys[0].Kid);
        Directory.GetFiles(Path.GetDirectoryName(path)!).ShouldBe([path]);
    }

    [Fact]
    public void is_readable_by_its_owner_only()
    {
        var path = Path.Combine(directory.FullName, "keys", "service.pem");
        SigningKey.OpenOrCreate(path);

        if (OperatingSystem.IsWindows()) return;
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(path)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void says_nothing_private_in_public()
    {
        var key = SigningKey.Create();

        PublicKey.Parse(key.Public.ToJson()).ShouldBe(key.Public);
        key.Public.ToJson().ShouldNotContain("\"d\"");
        PublicKey.Parse(key.Public.ToJson().Replace(key.Kid, "another", StringComparison.Ordinal)).ShouldBeNull();
    }

    [Fact]
    public void has_the_thumbprint_of_rfc_7638_as_its_name()
    {
        // Appendix A of RFC 8037 has none of P-256: this one was computed by another implementation (Microsoft.IdentityModel).
        var key = SigningKey.Create();
        var jwk = new Microsoft.IdentityModel.Tokens.JsonWebKey(key.Public.ToJson());

        Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(jwk.ComputeJwkThumbprint()).ShouldBe(key.Kid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public void names_the_file_that_holds_no_key(string content)
    {
        var path = Path.Combine(directory.FullName, "wrong.pem");
        File.WriteAllText(path, content);

        Should.Throw<InvalidDataException>(() => SigningKey.OpenOrCreate(path)).Message.ShouldContain(path);
    }

    [Fact]
    public void is_of_one_curve_only_and_has_its_private_half()
    {
        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var half = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Should.Throw<InvalidDataException>(() => SigningKey.Parse(large.ExportPkcs8PrivateKeyPem(), "large.pem")).Message.ShouldContain("large.pem");
        Should.Throw<InvalidDataException>(() => SigningKey.Parse(half.ExportSubjectPublicKeyInfoPem(), "half.pem")).Message.ShouldContain("half.pem");
    }

    public void Dispose() => directory.Delete(recursive: true);
}
