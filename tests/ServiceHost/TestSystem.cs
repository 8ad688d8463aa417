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
/// What services need around them, for one test class: a broker in this process, one blob root, one identity key, and each other.
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
    private readonly IdentityKey key;

    private TestSystem(DirectoryInfo directory, BrokerServer broker)
    {
        (this.directory, this.broker) = (directory, broker);
        kafka = new TestKafka(broker.BootstrapServers, BlobRoot);
        key = IdentityKey.OpenOrCreate(KeyFile);
        foreach (var service in KnownServices) ports[service] = ServicePorts.Reserve();
    }

    /// <summary>Where the broker listens.</summary>
    public string BootstrapServers => broker.BootstrapServers;

    /// <summary>Where the services keep their blobs.</summary>
    public string BlobRoot => Path.Combine(directory.FullName, "blobs");

    private string KeyFile => Path.Combine(directory.FullName, "identity.key");

    /// <summary>Starts the broker in a directory of its own.</summary>
    public static async Task<TestSystem> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("mlops-test-system-");
        var broker = await BrokerServer.StartAsync(new BrokerOptions
        {
            DataDirectory = Path.Combine(directory.FullName, "kafka"), Port = 0, Fsync = FsyncPolicy.None, AutoCreateTopics = false,
        });
        return new TestSystem(directory, broker);
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
            ["Identity:KeyFile"] = KeyFile,
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

    /// <summary>A token of this system; without roles the subject may do what any authenticated caller may.</summary>
    public string TokenOf(string subject, params string[] roles) => TokenIn(Caller.DefaultWorkspace, subject, roles);

    /// <summary>As <see cref="TokenOf"/>, in a workspace.</summary>
    public string TokenIn(string workspace, string subject, params string[] roles) =>
        new AccessToken(subject, roles, workspace, (TimeProvider.System.GetUtcNow() + TokenLife).ToUnixTimeSeconds())
            .Issue(key);

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
        await broker.DisposeAsync();
        directory.Delete(recursive: true);
    }
}
