using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Identity;

/// <summary>Every way in which a token can be wrong, at a real service.</summary>
public sealed class WrongTokenTests(SampleSystem sample) : IClassFixture<SampleSystem>
{
    private static readonly SigningKey Stranger = SigningKey.Create();
    private static readonly Dictionary<string, Func<SampleSystem, string>> Wrong = new()
    {
        ["no signature, alg none"] = s => Inside().WithHeader("alg", "none").WithHeader("kid", s.System.Issuer.Key.Kid).Sign(_ => []),
        ["no signature, alg None"] = s => Inside().WithHeader("alg", "None").WithHeader("kid", s.System.Issuer.Key.Kid).Sign(_ => []),
        ["HS256 with the public key as PEM"] = s => Hs256(s, Encoding.ASCII.GetBytes(PublicPem(s.System.Issuer.Key))),
        ["HS256 with the public key as DER"] = s => Hs256(s, PublicDer(s.System.Issuer.Key)),
        ["HS256 with the public key as JWK"] = s => Hs256(s, Encoding.UTF8.GetBytes(s.System.Issuer.Key.Public.ToJson())),
        ["a key that is not published"] = _ => Inside().Sign(Stranger),
        ["another key under a published name"] = s => Inside().WithHeader("kid", s.System.Issuer.Key.Kid).Sign(Stranger),
        ["a key in its own header"] = _ => Inside().WithHeader("jwk", Stranger.Public).Sign(Stranger),
        ["a key at an address of its own"] = _ => Inside().WithHeader("jku", "http://127.0.0.1:1/keys").Sign(Stranger),
        ["a key name that is a path"] = _ => Service("service:other").WithHeader("kid", "../../../etc/passwd").Sign(Stranger),
        ["a wrong audience"] = s => Inside().With("aud", "mlops").Sign(s.System.Issuer.Key),
        ["no audience"] = s => Inside().With("aud", null).Sign(s.System.Issuer.Key),
        ["a wrong issuer"] = s => Inside().With("iss", "urn:other").Sign(s.System.Issuer.Key),
        ["no issuer"] = s => Inside().With("iss", null).Sign(s.System.Issuer.Key),
        ["expired"] = s => Inside(-120).Sign(s.System.Issuer.Key),
        ["not valid yet"] = s => Inside(60).Sign(s.System.Issuer.Key),
        ["no end"] = s => Inside().With("exp", null).Sign(s.System.Issuer.Key),
        ["no beginning"] = s => Inside().With("nbf", null).Sign(s.System.Issuer.Key),
        ["an end that is no number"] = s => Inside().With("exp", "never").Sign(s.System.Issuer.Key),
        ["longer than 8 KB"] = s => Inside().With("pad", new string('x', 8 * 1024)).Sign(s.System.Issuer.Key),
        ["no subject"] = s => Inside().With("sub", null).Sign(s.System.Issuer.Key),
        ["roles that are no list"] = s => Inside().With("roles", 5).Sign(s.System.Issuer.Key),
        ["no workspaces"] = s => Inside().With("workspaces", null).Sign(s.System.Issuer.Key),
        ["an outside token"] = s => s.System.OutsideTokenOf("ann", "admin"),
        ["an outside token for the inside"] = s => Inside().WithHeader("typ", "at+jwt").Sign(s.System.Issuer.Key),
        ["a token without a type"] = s => Inside().WithHeader("typ", "JWT").Sign(s.System.Issuer.Key),
        ["a service without a key"] = _ => Service("service:other").Sign(Stranger),
        ["a service's token for another service"] = s => Service("service:notes").With("aud", "mlops-services/registry").Sign(OwnKey(s)),
        ["a service that calls itself another"] = s => Service("service:notes").With("sub", "service:gateway").Sign(OwnKey(s)),
        ["a service's key in another's name"] = s => Service("service:gateway").Sign(OwnKey(s)),
        ["a service's token that names a person"] = s => Service("service:notes").With("sub", "ann").Sign(OwnKey(s)),
        ["a service's token of ten years"] = s => Service("service:notes").With("exp", long.MaxValue / 1_000_000_000).Sign(OwnKey(s)),
        ["an inside token of a service's key"] = s => Inside().Sign(OwnKey(s)),
        ["a delegation by a stranger"] = _ => Delegation("service:notes").Sign(Stranger),
        ["a delegation for nobody"] = s => Delegation("service:notes").With("act_for", null).Sign(OwnKey(s)),
        ["a delegation for half a person"] = s => Delegation("service:notes").With("act_for", new { sub = "ann" }).Sign(OwnKey(s)),
        ["garbage"] = _ => "garbage",
        ["dots"] = _ => "..",
        ["five parts"] = _ => "a.b.c.d.e",
        ["parts that are no JSON"] = _ => "e30.e30.e30",
    };

    public static TheoryData<string> Names => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task is_refused(string name)
    {
        var notes = new Wire.Notes.NotesClient(sample.Service.Channel(Wrong[name](sample)));

        var refusal = await SampleSystem.RefusalOf(notes.WhoCallsAsync(new()));

        refusal.StatusCode.ShouldBe(StatusCode.Unauthenticated, name);
        refusal.Status.Detail.ShouldContain("bearer token");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task does_not_prove_that_a_service_calls(string name)
    {
        var notes = sample.NotesAs("ann");

        var headers = new Metadata { { "mlops-service-authorization", $"Bearer {Wrong[name](sample)}" } };
        (await SampleSystem.RefusalOf(notes.WhoCallsAsync(new(), headers))).StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task each_is_wrong_in_one_way_only()
    {
        var inside = new Wire.Notes.NotesClient(sample.Service.Channel(Inside().Sign(sample.System.Issuer.Key)));
        (await inside.WhoCallsAsync(new())).Subject.ShouldBe("ann");
        var service = new Wire.Notes.NotesClient(sample.Service.Channel(Service("service:notes").Sign(OwnKey(sample))));
        (await service.WhoCallsAsync(new())).Subject.ShouldBe("service:notes");
        var delegated = new Wire.Notes.NotesClient(sample.Service.Channel(Delegation("service:notes").Sign(OwnKey(sample))));
        (await delegated.WhoCallsAsync(new())).Subject.ShouldBe("ann");
    }

    [Fact]
    public async Task a_token_with_any_character_changed_is_refused()
    {
        var token = Inside().Sign(sample.System.Issuer.Key);
        var notes = new Wire.Notes.NotesClient(sample.Service.Channel(token));
        await notes.WhoCallsAsync(new());
        for (var i = 0; i < token.Length; i += 7)
        {
            var changed = new Wire.Notes.NotesClient(sample.Service.Channel(token[..i] + (token[i] == 'A' ? 'g' : 'A') + token[(i + 1)..]));
            (await SampleSystem.RefusalOf(changed.WhoCallsAsync(new()))).StatusCode.ShouldBe(StatusCode.Unauthenticated);
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-80)]
    public async Task clocks_may_differ_by_half_a_minute(int seconds)
    {
        var notes = new Wire.Notes.NotesClient(sample.Service.Channel(Inside(seconds).Sign(sample.System.Issuer.Key)));

        (await notes.WhoCallsAsync(new())).Subject.ShouldBe("ann");
    }

    private static RawToken Inside(int seconds = 0) =>
        new(TokenTypes.Inside, TestIssuer.Issuer, Audiences.Inside, "ann", TimeProvider.System.GetUtcNow().AddSeconds(seconds));

    private static RawToken Service(string service) => new(TokenTypes.Service, service, Audiences.Of("notes"), service);

    private static RawToken Delegation(string service) => new RawToken(TokenTypes.Delegation, service, Audiences.Of("notes"), service)
        .With("act_for", new { sub = "ann", roles = new[] { "engineer" }, workspaces = new[] { "default" } });

    private static SigningKey OwnKey(SampleSystem sample) => SigningKey.OpenOrCreate(sample.System.KeyFileOf("notes"));

    private static string Hs256(SampleSystem sample, byte[] secret) => Inside()
        .WithHeader("alg", "HS256").WithHeader("kid", sample.System.Issuer.Key.Kid).Sign(bytes => HMACSHA256.HashData(secret, bytes));

    private static byte[] PublicDer(SigningKey key)
    {
        using var pair = ECDsa.Create();
        pair.ImportFromPem(key.ToPem());
        return pair.ExportSubjectPublicKeyInfo();
    }

    private static string PublicPem(SigningKey key) => PemEncoding.WriteString("PUBLIC KEY", PublicDer(key));
}
