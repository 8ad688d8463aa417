using Microsoft.AspNetCore.Builder;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Access;

/// <summary>A service that does not say of everything it serves who may call it does not start.</summary>
public sealed class StartTests : IAsyncLifetime
{
    private TestSystem system = null!;

    public async Task InitializeAsync() => system = await TestSystem.StartAsync();

    public async Task DisposeAsync() => await system.DisposeAsync();

    [Fact]
    public async Task an_rpc_without_a_permission_stops_it() =>
        (await RefusalOfAsync(app => app.MapGrpcService<NotesGrpcService>())).ShouldContain("mlops.notes.v1.Notes/WhoCalls; ");

    [Fact]
    public async Task a_route_without_a_permission_stops_it() =>
        (await RefusalOfAsync(app => app.MapGet("/hello", () => "hello"))).ShouldEndWith(": GET /hello.");

    [Theory]
    [InlineData("hello")]
    [InlineData("*.*.*")]
    [InlineData("Notes.Hello.Read")]
    public async Task a_permission_that_is_none_stops_it(string permission) =>
        (await RefusalOfAsync(app => app.MapGet("/hello", () => "hello").RequirePermission(permission))).ShouldEndWith(": GET /hello.");

    [Fact]
    public async Task one_that_says_it_of_everything_starts()
    {
        await using var service = await system.StartServiceAsync("open", _ => { }, app =>
        {
            app.MapGet("/anybody", () => "hello").AllowAnonymous();
            app.MapGet("/somebody", () => "hello").RequireIdentity();
            app.MapGet("/promoter", () => "hello").RequirePermission("registry.models.promote");
        });

        (await StatusesAsync(service.Http())).ShouldBe([200, 401, 401]);
        (await StatusesAsync(service.HttpAs("vic", "viewer"))).ShouldBe([200, 200, 403]);
        (await StatusesAsync(service.HttpAs("eve", "engineer"))).ShouldBe([200, 200, 200]);
    }

    private static async Task<List<int>> StatusesAsync(HttpClient http)
    {
        var statuses = new List<int>();
        foreach (var path in (string[])["/anybody", "/somebody", "/promoter"])
        {
            using var response = await http.GetAsync(path);
            statuses.Add((int)response.StatusCode);
        }
        return statuses;
    }

    private async Task<string> RefusalOfAsync(Action<WebApplication> map) =>
        (await Should.ThrowAsync<InvalidOperationException>(() => system.StartServiceAsync("silent", _ => { }, map))).Message;
}
