using System.Collections.Concurrent;
using Confluent.Kafka;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using MlOps.Broker;
using MlOps.Broker.Server;
using MlOps.Broker.Storage;
using MlOps.Messaging;
using MlOps.ServiceDefaults.Identity;
using MlOps.Testing;

namespace MlOps.ServiceHost;

/// <summary>
/// What services need around them, for one test class: a broker in this process, one blob root, an issuer of tokens, and each other.
/// </summary>
public sealed class TestSystem : IAsyncDisposable
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);
    private static readonly string[] KnownServices =
        ["catalog", "features", "experiments", "registry", "serving", "monitoring", "lineage", "pipelines", "gateway"];

    private readonly ConcurrentDictionary<string, ServicePorts> ports = new();
    private readonly DirectoryInfo directory;
    private readonly BrokerServer broker;
    private readonly TestKafka kafka;

    private TestSystem(DirectoryInfo directory, BrokerServer broker)
    {
        (this.directory, this.broker) = (directory, broker);
        kafka = new TestKafka(broker.BootstrapServers, BlobRoot);
        Issuer = new TestIssuer(Path.Combine(directory.FullName, "identity", "ring"));
        foreach (var service in KnownServices) ports[service] = ServicePorts.Reserve();
    }

    /// <summary>Where the broker listens.</summary>
    public string BootstrapServers => broker.BootstrapServers;

    /// <summary>Where the services keep their blobs.</summary>
    public string BlobRoot => Path.Combine(directory.FullName, "blobs");

    /// <summary>Who signs the callers' tokens; the services get its keys from it.</summary>
    public TestIssuer Issuer { get; }

    /// <summary>Where the services publish their own keys.</summary>
    public string ServiceKeys => Path.Combine(directory.FullName, "identity", "services");

    /// <summary>Where a gateway keeps the keys that protect secrets.</summary>
    public string MasterKeys => Path.Combine(directory.FullName, "identity", "master-keys");

    /// <summary>Starts the broker in a directory of its own.</summary>
    public static async Task<TestSystem> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("mlops-test-system-");
        var broker = await BrokerServer.StartAsync(new BrokerOptions
        {
            DataDirectory = Path.Combine(directory.FullName, "kafka"), Port = 0, Fsync = FsyncPolicy.None, AutoCreateTopics = false,
        });
        var system = new TestSystem(directory, broker);
        await system.Issuer.StartAsync();
        return system;
    }

    /// <summary>Starts a service on an empty database of its own; <paramref name="settings"/> win over the usual ones.</summary>
    public async Task<TestService> StartServiceAsync(
        string name, Action<WebApplicationBuilder> add, Action<WebApplication> map, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var own = ports.GetOrAdd(name, _ => ServicePorts.Reserve());
        var usual = new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{name}-db"] = await PostgresServer.CreateDatabaseAsync(),
            ["ConnectionStrings:kafka"] = BootstrapServers,
            ["Blobs:Root"] = BlobRoot,
            ["Identity:Authority"] = Issuer.Address,
            ["Identity:KeyRing"] = Issuer.Directory,
            ["Identity:KeyFile"] = KeyFileOf(name),
            ["Identity:ServiceKeys"] = ServiceKeys,
            ["Secrets:MasterKeys"] = MasterKeys,
            ["Kafka:RetryDelay"] = "00:00:00.010",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (service, at) in ports)
        {
            usual[$"services:{service}:http:0"] = $"http://127.0.0.1:{at.Http}";
            usual[$"services:{service}:grpc:0"] = $"http://127.0.0.1:{at.Grpc}";
        }

        foreach (var (setting, value) in settings ?? new Dictionary<string, string?>()) usual[setting] = value;
        var started = new TestService(this, name, own, add, map, usual);
        await started.StartAsync();
        return started;
    }

    /// <summary>Where a service serves HTTP, or will.</summary>
    public string HttpAddressOf(string service) => $"http://127.0.0.1:{ports.GetOrAdd(service, _ => ServicePorts.Reserve()).Http}";

    /// <summary>The file with a service's own key.</summary>
    public string KeyFileOf(string service) => Path.Combine(directory.FullName, "identity", $"{service}.pem");

    /// <summary>
    /// A token of this system, as services accept it; without roles the subject may do what any authenticated caller may.
    /// </summary>
    public string TokenOf(string subject, params string[] roles) => TokenIn([Caller.DefaultWorkspace], subject, roles);

    /// <summary>A token that holds in these workspaces; <c>*</c> is all of them.</summary>
    public string TokenIn(IReadOnlyList<string> workspaces, string subject, params string[] roles)
    {
        var now = TimeProvider.System.GetUtcNow();
        return Issuer.Inside(HolderOf(workspaces, subject, roles), now, now + TokenLife);
    }

    /// <summary>A token as a gateway accepts it from outside.</summary>
    public string OutsideTokenOf(string subject, params string[] roles) => OutsideTokenIn([Caller.DefaultWorkspace], subject, roles);

    /// <summary>A token as a gateway accepts it from outside, that holds in these workspaces.</summary>
    public string OutsideTokenIn(IReadOnlyList<string> workspaces, string subject, params string[] roles)
    {
        var now = TimeProvider.System.GetUtcNow();
        return Issuer.Outside(HolderOf(workspaces, subject, roles), now, now + TokenLife);
    }

    /// <summary>A token of a service account, as services accept it.</summary>
    public string TokenOwnedBy(string owner, string subject, params string[] roles)
    {
        var now = TimeProvider.System.GetUtcNow();
        return Issuer.Inside(HolderOf([Caller.DefaultWorkspace], subject, roles) with { Owner = owner }, now, now + TokenLife);
    }

    /// <summary>A token of a person who is elevated, as the gateway makes them for services.</summary>
    public string TokenElevated(string elevation, string subject, params string[] roles)
    {
        var now = TimeProvider.System.GetUtcNow();
        return Issuer.Inside(HolderOf([Caller.DefaultWorkspace], subject, roles) with { Elevation = elevation }, now, now + TokenLife);
    }

    /// <summary>
    /// Publishes a wire event as another service would, recorded now or at <paramref name="time"/>; returns its event id (give one to
    /// send a duplicate).
    /// </summary>
    public Task<string> PublishAsync(
        string topic, string subject, IMessage wireEvent, string? eventId = null, DateTimeOffset? time = null,
        string workspace = Caller.DefaultWorkspace) =>
        kafka.PublishAsync(topic, subject, wireEvent, eventId, time, workspace);

    /// <summary>Produces a message just as it is.</summary>
    public Task ProduceAsync(string topic, Message<string, byte[]> message) => kafka.ProduceAsync(topic, message);

    /// <summary>The first wire event of its type on a topic that matches, from the topic's beginning on; waits 30 s for it.</summary>
    public Task<Consumed<T>> ConsumeAsync<T>(string topic, Func<Consumed<T>, bool>? match = null)
        where T : IMessage<T>, new() => kafka.ConsumeAsync(topic, match ?? (_ => true));

    /// <summary>Messages of a topic from its beginning on, whatever they are, until <paramref name="enough"/>; waits 30 s for it.</summary>
    public Task<IReadOnlyList<ConsumeResult<string, byte[]>>> ReadAsync(
        string topic, Func<IReadOnlyList<ConsumeResult<string, byte[]>>, bool> enough) =>
        kafka.ReadAsync(topic, enough);

    /// <summary>Stops the broker and removes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        kafka.Dispose();
        await Issuer.DisposeAsync();
        await broker.DisposeAsync();
        directory.Delete(recursive: true);
    }

    private static TokenHolder HolderOf(IReadOnlyList<string> workspaces, string subject, string[] roles) =>
        new(subject, roles, workspaces, Guid.NewGuid().ToString("n"));
}
