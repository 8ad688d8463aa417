using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Experiments.V1;
using MlOps.Runtime;

namespace MlOps.Experiments.Tests;

/// <summary>The largest run that is legal: params, tags, metrics, inputs and model each at its limit.</summary>
public static class LargestRun
{
    public const string ModelPath = "model";
    private const int KeyLength = 250;

    /// <summary>A model of two features.</summary>
    public static ModelSignature Small { get; } = new([TensorSpec.Column("temp"), TensorSpec.Column("hum")], [TensorSpec.Column("cnt")]);

    /// <summary>300,000 bytes of signature: a tensor counts its name, 20, and 10 for a dimension.</summary>
    public static ModelSignature Largest { get; } = SignatureOf(2_999);

    /// <summary>As many metrics, params and tags as one batch may have, each key and value of the greatest length.</summary>
    public static LogBatchRequest Batch(string runId, string prefix = "") => new()
    {
        RunId = runId,
        Metrics = { Enumerable.Range(0, 1000).Select(i => Metric($"{prefix}m{i}".PadRight(KeyLength, 'k'), i)) },
        Params = { Enumerable.Range(0, 100).Select(i => Param($"{prefix}p{i}", 6000)) },
        Tags = { Tags(prefix) },
    };

    /// <summary>A hundred tags of 8,250 bytes each.</summary>
    public static IDictionary<string, string> Tags(string prefix = "") =>
        Enumerable.Range(0, 100).ToDictionary(i => $"{prefix}t{i}".PadRight(KeyLength, 'k'), _ => new string('v', 8000));

    /// <summary>A hundred inputs with the longest names.</summary>
    public static IEnumerable<DatasetInput> Inputs() => Enumerable.Range(0, 100).Select(i => new DatasetInput
    {
        Dataset = $"d{i}".PadRight(128, 'd'), Version = long.MaxValue, Digest = "sha256:" + new string('d', 64), Context = "evaluation",
    });

    /// <summary>Makes a run that has 650,000 bytes of params, 830,000 of tags, 500,000 of metrics and the largest model.</summary>
    public static async Task<Run> CreateAsync(ExperimentTracking.ExperimentTrackingClient client, string experiment)
    {
        var run = await client.CreateRunAsync(new CreateRunRequest
        {
            Experiment = experiment, RunName = new string('n', 500), Tags = { Tags() }, Inputs = { Inputs() },
        });
        await client.LogBatchAsync(new LogBatchRequest
        {
            RunId = run.RunId,
            Params = { Enumerable.Range(0, 100).Select(i => Param($"p{i}", 6000)) },
            Tags = { ["last".PadRight(KeyLength, 'k')] = new string('v', 4750) },
        });
        await client.LogBatchAsync(new LogBatchRequest
        {
            RunId = run.RunId, Params = { Enumerable.Range(100, 4).Select(i => Param($"p{i}", 6000)) },
        });
        for (var batch = 0; batch < 10; batch++)
        {
            await client.LogBatchAsync(new LogBatchRequest
            {
                RunId = run.RunId, Metrics = { Enumerable.Range(batch * 1000, 1000).Select(i => Metric($"metric{i:D4}", i)) },
            });
        }

        await UploadModelAsync(client, run.RunId, Largest);
        return await client.LogModelAsync(new LogModelRequest { RunId = run.RunId, Path = ModelPath });
    }

    public static ModelSignature SignatureOf(int inputs) => new(
        [.. Enumerable.Range(0, inputs).Select(i => TensorSpec.Column($"i{i}".PadRight(70, 'n')))],
        [TensorSpec.Column("o".PadRight(70, 'n'))]);

    /// <summary>Uploads a model folder with an example of many rows.</summary>
    public static async Task UploadModelAsync(
        ExperimentTracking.ExperimentTrackingClient client, string runId, ModelSignature signature, string path = ModelPath)
    {
        var directory = Directory.CreateTempSubdirectory("mlops-test-model-");
        var columns = signature.Inputs.Count < 100 ? signature.ColumnNames : [.. signature.ColumnNames.Take(100)];
        ModelArtifact.Write(
            directory.FullName,
            new ModelManifest { Flavor = "xgboost", ModelFile = "model.ubj", Signature = signature },
            new byte[] { 1, 2, 3 },
            new InputExample(columns, [.. Enumerable.Range(0, 1000).Select(row => columns.Select(_ => (double?)(row + 0.1)).ToList())]),
            ReferenceProfile.Compute(["temp", "hum"], [0, 1, 2, 3], 2));
        foreach (var file in directory.EnumerateFiles())
            await UploadAsync(client, runId, $"{path}/{file.Name}", await File.ReadAllBytesAsync(file.FullName));
        directory.Delete(recursive: true);
    }

    public static async Task<Artifact> UploadAsync(
        ExperimentTracking.ExperimentTrackingClient client, string runId, string path, byte[] content)
    {
        using var call = client.UploadArtifact();
        await call.RequestStream.WriteAsync(new UploadArtifactRequest { Header = new ArtifactHeader { RunId = runId, Path = path } });
        foreach (var chunk in content.Chunk(1 << 20))
            await call.RequestStream.WriteAsync(new UploadArtifactRequest { Chunk = ByteString.CopyFrom(chunk) });
        await call.RequestStream.CompleteAsync();
        return await call.ResponseAsync;
    }

    public static Metric Metric(string key, long step) => new()
    {
        Key = key, Value = double.MaxValue, Step = step,
        Timestamp = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddMilliseconds(step)),
    };

    private static Param Param(string key, int length) => new() { Key = key.PadRight(KeyLength, 'k'), Value = new string('v', length) };
}
