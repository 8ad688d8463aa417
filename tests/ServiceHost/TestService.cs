using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using MlOps.ServiceDefaults;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceHost;

/// <summary>A service under test in this process, on real ports with a real database and broker.</summary>
public sealed class TestService : IAsyncDisposable
{
    private readonly List<IDisposable> clients = [];
    private readonly TestSystem system;
    private readonly string name;
    private readonly ServicePorts ports;
    private readonly Action<WebApplicationBuilder> add;
    private readonly Action<WebApplication> map;
    private readonly IReadOnlyDictionary<string, string?> settings;
    private readonly ServiceLog log;
    private WebApplication? app;

    internal TestService(
        TestSystem system, string name, ServicePorts ports, Action<WebApplicationBuilder> add, Action<WebApplication> map,
        IReadOnlyDictionary<string, string?> settings)
    {
        (this.system, this.name, this.ports, this.add, this.map, this.settings) = (system, name, ports, add, map, settings);
        log = new ServiceLog(name);
    }

    /// <summary>What the service is configured with, apart from its ports.</summary>
    public IReadOnlyDictionary<string, string?> Settings => settings;

    /// <summary>The running service's container.</summary>
    public IServiceProvider Services => (app ?? throw new InvalidOperationException($"{name} is stopped.")).Services;

    /// <summary>The addresses that the running service listens at.</summary>
    public IReadOnlyCollection<string> Addresses => [.. app?.Urls ?? []];

    /// <summary>What the service has logged, from warnings on; the file that <c>MLOPS_TEST_LOG</c> names gets it too.</summary>
    public IReadOnlyCollection<string> Log => log.Lines;

    /// <summary>Connection string of the service's database.</summary>
    public string Database => settings[$"ConnectionStrings:{name}-db"]!;

    public Uri HttpAddress => new($"http://127.0.0.1:{ports.Http}");

    public Uri GrpcAddress => new($"http://127.0.0.1:{ports.Grpc}");

    // Callers of a gateway are outside.
    internal bool IsGateway => name == "gateway";

    internal TestIssuer Issuer => system.Issuer;

    /// <summary>A channel without a token.</summary>
    public GrpcChannel Anonymous => Channel(null);

    /// <summary>A channel whose calls carry the token of a subject with some roles.</summary>
    public GrpcChannel ChannelAs(string subject, params string[] roles) => Channel(TokenOf(subject, roles));

    /// <summary>A channel whose calls carry the token of a subject with some roles in these workspaces.</summary>
    public GrpcChannel ChannelIn(IReadOnlyList<string> workspaces, string subject, params string[] roles) =>
        Channel(TokenIn(workspaces, subject, roles));

    /// <summary>As <see cref="ChannelAs"/>, in a workspace.</summary>
    public GrpcChannel ChannelIn(string workspace, string subject, params string[] roles) => ChannelIn([workspace], subject, roles);

    /// <summary>A channel whose calls carry this token.</summary>
    public GrpcChannel Channel(string? token)
    {
        var channel =
            GrpcChannel.ForAddress(GrpcAddress, new GrpcChannelOptions { HttpHandler = new TokenHandler(token), DisposeHttpClient = true });
        clients.Add(channel);
        return channel;
    }

    /// <summary>An HTTP client whose requests carry the token of a subject with some roles.</summary>
    public HttpClient HttpAs(string subject, params string[] roles) => Http(TokenOf(subject, roles));

    /// <summary>As <see cref="HttpAs"/>, in a workspace.</summary>
    public HttpClient HttpIn(string workspace, string subject, params string[] roles) =>
        Http(TokenIn([workspace], subject, roles));

    /// <summary>An HTTP client with this token, or none.</summary>
    public HttpClient Http(string? token = null)
    {
        var client = new HttpClient(new TokenHandler(token)) { BaseAddress = HttpAddress };
        clients.Add(client);
        return client;
    }

    /// <summary>
    /// Starts a second node of the service: same database, ports of its own; <paramref name="others"/> win over the first node's
    /// settings.
    /// </summary>
    public async Task<TestService> StartSecondNodeAsync(params IEnumerable<KeyValuePair<string, string?>> others)
    {
        var all = settings.Where(setting => others.All(other => other.Key != setting.Key)).Concat(others);
        var node = new TestService(system, name, ServicePorts.Reserve(), add, map, new Dictionary<string, string?>(all));
        await node.StartAsync();
        return node;
    }

    /// <summary>Stops the service and starts it again: same database, same ports.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Stops the service; its database stays.</summary>
    public async Task StopAsync()
    {
        if (app is null) return;
        await app.StopAsync();
        await app.DisposeAsync();
        app = null;
    }

    /// <summary>Starts the service again.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = "Testing", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection([new("HTTP_PORT", $"{ports.Http}"), new("GRPC_PORT", $"{ports.Grpc}")]);
        builder.Logging.ClearProviders().AddProvider(log);
        builder.AddServiceDefaults(name);
        add(builder);
        app = builder.Build();
        app.MapServiceDefaults();
        map(app);
        await app.StartAsync();
    }

    /// <summary>Stops the service and closes its clients.</summary>
    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        await StopAsync();
    }

    private string TokenOf(string subject, string[] roles) => TokenIn([Caller.DefaultWorkspace], subject, roles);

    private string TokenIn(IReadOnlyList<string> workspaces, string subject, string[] roles) =>
        IsGateway ? system.OutsideTokenIn(workspaces, subject, roles) : system.TokenIn(workspaces, subject, roles);
}
