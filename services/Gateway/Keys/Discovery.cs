using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Keys;

/// <summary>The documents by which everybody finds the keys: OpenID discovery, and the keys as a JWK set.</summary>
internal static class Discovery
{
    private const string Document = "/.well-known/openid-configuration";
    private const string Keys = "/.well-known/jwks.json";
    private static readonly string[] SubjectTypes = ["public"];
    private const string CacheControl = "public, max-age=60";

    public static void MapDiscovery(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Document, (HttpResponse response, IdentitySettings settings) => Answer(response, new Dictionary<string, object>
        {
            ["issuer"] = settings.Issuer,
            ["jwks_uri"] = new Uri(settings.Authority, Keys).ToString(),
            ["response_types_supported"] = Array.Empty<string>(),
            ["subject_types_supported"] = SubjectTypes,
            ["id_token_signing_alg_values_supported"] = TokenRules.OwnAlgorithms,
        })).AllowAnonymous();
        endpoints.MapGet(Keys, (HttpResponse response, KeyRing ring) =>
            Answer(response, new Dictionary<string, object> { ["keys"] = ring.Published.Select(key => key.Key.Public) })).AllowAnonymous();
    }

    private static IResult Answer(HttpResponse response, Dictionary<string, object> document)
    {
        response.Headers.CacheControl = CacheControl;
        return Results.Json(document);
    }
}
