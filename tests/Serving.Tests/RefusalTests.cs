using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MlOps.Serving.Tests;

/// <summary>Whatever is refused under <c>/v2</c> has the protocol's one shape.</summary>
[Collection(ServingCollection.Name)]
public sealed class RefusalTests(ServingSystem system)
{
    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "GET", "/v2/models/any", null)]
    [InlineData(HttpStatusCode.Unauthorized, "GET", "/v2/nowhere", null)]
    [InlineData(HttpStatusCode.Forbidden, "POST", "/v2/models/any/infer", "viewer")]
    [InlineData(HttpStatusCode.NotFound, "GET", "/v2/nowhere", "viewer")]
    [InlineData(HttpStatusCode.MethodNotAllowed, "DELETE", "/v2/models/any/infer", "application")]
    [InlineData(HttpStatusCode.NotFound, "GET", "/v2/models/any", "viewer")]
    public async Task it_is_an_object_with_error(HttpStatusCode status, string verb, string path, string? role)
    {
        using var http = role is null ? system.Serving.Http() : system.Serving.HttpAs("vic", role);

        using var response = await http.SendAsync(new HttpRequestMessage(new HttpMethod(verb), path));

        response.StatusCode.ShouldBe(status);
        var body = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        body.Select(member => member.Key).ShouldBe(["error"]);
        ((string)body["error"]!).ShouldNotBeNullOrWhiteSpace();
    }
}
