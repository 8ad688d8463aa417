using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Blobs;
using MlOps.Contracts;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.Monitoring.Kafka;
using MlOps.Runtime;
using MlOps.ServiceHost;
using Npgsql;

namespace MlOps.Monitoring.Tests;

/// <summary>Monitoring with a database and broker of its own; the tests play Serving.</summary>
public sealed class MonitoringSystem : IAsyncLifetime
{
    private const int WideRows = 60;
    private int requests;
    private string workspace = "default";

    public TestSystem System { get; private set; } = null!;

    public TestService Monitoring { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        Monitoring = await System.StartServiceAsync("monitoring", b => b.AddMonitoring(), a => a.MapMonitoring());
    }

    public async Task DisposeAsync()
    {
        await Monitoring.DisposeAsync();
        await System.DisposeAsync();
    }

    /// <summary>The same system, with the deployments of another workspace.</summary>
    public MonitoringSystem In(string other) => new() { System = System, Monitoring = Monitoring, workspace = other };

    public ModelMonitoring.ModelMonitoringClient As(string subject, params string[] roles) =>
        new(Monitoring.ChannelIn(workspace, subject, roles.Length > 0 ? roles : ["engineer"]));

    /// <summary>A deployment whose version <paramref name="version"/> was trained on data like <see cref="Given.Profile"/>; returns once it is monitored.</summary>
    public async Task DeployAsync(string deployment, long version = 1, ReferenceProfile? profile = null) =>
        await DeployWithAsync(deployment, await StoreAsync((profile ?? Given.Profile).ToJson()), version);

    /// <summary>Stores a profile; returns its digest.</summary>
    public async Task<string> StoreAsync(string json) =>
        (await Monitoring.Services.GetRequiredService<IBlobStore>().PutAsync(new MemoryStream(Encoding.UTF8.GetBytes(json)), default)).Digest;

    public async Task DeployWithAsync(string deployment, string digest, long version = 1)
    {
        await System.PublishAsync(Topics.Serving, $"deployment/{deployment}", new ModelVersionDeployed
        {
            Deployment = deployment, Model = "bike-demand", Version = version, ReferenceProfileDigest = digest,
        }, workspace: workspace);
        await Eventually.HoldsAsync(async () =>
        {
            var page = await As("eve").ListMonitorsAsync(new ListMonitorsRequest { PageSize = 1000 });
            return page.Monitors.Any(monitor => monitor.Deployment == deployment && monitor.ModelVersion == version);
        });
    }

    /// <summary>Lets windows of a deployment close by themselves.</summary>
    public async Task CloseAfterAsync(string deployment, long rows) => await As("eve").ConfigureMonitorAsync(new ConfigureMonitorRequest
    {
        Deployment = deployment, Settings = new MonitorSettings { WindowPredictions = rows },
    });

    /// <summary>A segment of just these predictions; returns once it has arrived.</summary>
    public async Task LogAsync(string deployment, params Prediction[] predictions)
    {
        var id = await System.PublishAsync(
            Topics.Predictions, $"predictions/{deployment}", new PredictionsLogged { Deployment = deployment, Count = predictions.Length, Predictions = { predictions } });
        await using var database = NpgsqlDataSource.Create(Monitoring.Database);
        await Eventually.HoldsAsync(async () =>
        {
            await using var seen = database.CreateCommand("SELECT count(*) FROM mt_doc_mlops_consumed_event WHERE id = $1");
            seen.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{nameof(OnPredictionsLogged)}|{id}" });
            return (long)(await seen.ExecuteScalarAsync())! == 1;
        });
    }

    /// <summary>Predictions like the training data, one row each, one second apart from <see cref="Given.Start"/>; returns their ids once they have arrived.</summary>
    public async Task<string[]> PredictAsync(string deployment, int count, float shift = 0, long version = 1, DateTimeOffset? start = null, string? eventId = null)
    {
        var before = await ReceivedAsync(deployment);
        var rows = Given.Rows(count, shift);
        var logged = new PredictionsLogged { Deployment = deployment, SegmentId = Guid.NewGuid().ToString("N"), Count = count };
        logged.Predictions.AddRange(Enumerable.Range(0, count).Select(row => new Prediction
        {
            PredictionId = $"{deployment}-{Interlocked.Increment(ref requests)}",
            Deployment = deployment,
            Model = "bike-demand",
            ModelVersion = version,
            Time = (start ?? Given.Start).AddSeconds(row).ToTimestamp(),
            FeatureNames = { "hr", "temp" },
            Features = { rows.Features[1][row], rows.Features[0][row] },
            Outputs = { row },
            Rows = 1,
        }));
        await System.PublishAsync(Topics.Predictions, $"predictions/{deployment}", logged, eventId, workspace: workspace);
        await Eventually.HoldsAsync(async () => await ReceivedAsync(deployment) == before + count);
        return [.. logged.Predictions.Select(prediction => prediction.PredictionId)];
    }

    public async Task<Window> EvaluateAsync(string deployment, string requestId = "", DateTimeOffset? start = null) =>
        await Monitoring.ChannelIn(workspace, "eve", "engineer").CreateCallInvoker().ResultOfAsync<Window>(As("eve").EvaluateWindowAsync(new()
        {
            Deployment = deployment,
            StartTime = (start ?? Given.Start).ToTimestamp(),
            EndTime = (start ?? Given.Start).AddHours(2).ToTimestamp(),
            RequestId = requestId,
        }));

    /// <summary>
    /// A deployment with one request of <see cref="WideRows"/> rows, in all features of which everything is another value than in training.
    /// </summary>
    public async Task DeployWideAsync(string deployment, int features, int nameLength)
    {
        var column = ColumnProfile.Compute("", [.. Enumerable.Range(0, WideRows).Select(row => row % 2 + 0.5f)]);
        var names = Enumerable.Range(0, features).Select(i => NameOf(i, nameLength)).ToArray();
        var profile = new ReferenceProfile(WideRows, [.. names.Select(name => column with { Name = name })], column with { Name = "y" });
        await DeployAsync(deployment, profile: profile);
        await using var database = NpgsqlDataSource.Create(Monitoring.Database);
        await using var insert = database.CreateCommand($"INSERT INTO logged_prediction VALUES ('default', $1, 'r', '', 1, $2, $3, $4, $5, {WideRows})");
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = deployment });
        insert.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = Given.Start });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(names) });
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = new byte[WideRows * features * sizeof(float)] });
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = new byte[WideRows * sizeof(float)] });
        await insert.ExecuteNonQueryAsync();
    }

    /// <summary>A name of three bytes a character in UTF-8.</summary>
    public static string NameOf(int index, int length) => $"{index}".PadLeft(length, '特');

    private async Task<long> ReceivedAsync(string deployment) =>
        (await As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = deployment })).PredictionsReceived;
}
