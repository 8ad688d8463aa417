using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Routing.Patterns;

namespace MlOps.ServiceHost.Access;

/// <summary>An HTTP route, called without a body.</summary>
internal sealed class HttpAccessCall(HttpClient http, HttpMethod verb, RoutePattern route, string name) : AccessCall(name)
{
    private readonly string path = "/" + string.Join('/', route.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : "x"))));

    public override async Task<string?> FaultOfAsync(string? token, AccessAnswer expected, string? permission)
    {
        using var request = new HttpRequestMessage(verb, path) { Headers = { { WorkspaceHeader, Workspace } } };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var limit = new CancellationTokenSource(Limit);
        using var response = await http.SendAsync(request, limit.Token);
        var body = await response.Content.ReadAsStringAsync(limit.Token);
        var answer = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => AccessAnswer.Unauthenticated,
            HttpStatusCode.Forbidden => AccessAnswer.Denied,
            HttpStatusCode.NotFound when body.Contains(NoWorkspace, StringComparison.Ordinal) => AccessAnswer.NotThere,
            _ => AccessAnswer.Allowed,
        };
        if (answer != expected || response.StatusCode == HttpStatusCode.InternalServerError)
            return $"{(int)response.StatusCode}, not {expected}: {body}";
        if (answer == AccessAnswer.Allowed) return null;
        var text = TextOf(response.Content.Headers.ContentType?.MediaType, body);
        if (text is not { Length: > 0 }) return $"{(int)response.StatusCode} in a shape of its own: {body}";
        return permission is null || text.Contains(permission, StringComparison.Ordinal) ? null : $"does not say {permission}: {text}";
    }

    /// <summary>What an error says, in the one shape of the route's protocol; null if it has another.</summary>
    private string? TextOf(string? mediaType, string body)
    {
        var inference = path == "/v2" || path.StartsWith("/v2/", StringComparison.Ordinal);
        if (mediaType != (inference ? "application/json" : "application/problem+json")) return null;
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty(inference ? "error" : "detail").GetString();
    }
}
