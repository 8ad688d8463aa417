using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Serving.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using MlOps.Serving.Models;
using MlOps.Serving.PredictionLog;

namespace MlOps.Serving.Inference;

/// <summary>
/// Answers inference requests: take the model, fill the rows, predict, log, answer. Nothing here waits for a database or for Kafka.
/// </summary>
internal sealed class InferenceEngine(ServedModels models, FeatureLookups lookups, PredictionJournal journal, TimeProvider time)
{
    /// <exception cref="InferenceException">The request cannot be answered.</exception>
    public async ValueTask<InferenceResult> InferAsync(InferenceRequest request, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        RequireStorable(request.ClientId);
        var served = Acquire(request.Deployment, request.Version);
        try
        {
            var matrix = InputMatrix.Of(served, request.Inputs);
            if (matrix.NeedsLookup)
            {
                await lookups.FillAsync(served, served.Lookup!, matrix, cancellation);
                matrix.RequireEveryColumn();
            }
            var tensors = OutputTensors(served, request.RequestedOutputs, matrix.Rows);
            var values = (long)matrix.Rows * served.Model.OutputsPerRow;
            if (values > Limits.Values)
                throw InferenceException.Invalid($"the answer would have {values} values; {Limits.Values} are allowed");
            var outputs = new float[values];
            served.Model.Predict(matrix.Values, matrix.Rows, outputs);
            var elapsed = time.GetElapsedTime(started);
            var id = Record(request.ClientId, served, matrix, outputs, elapsed);
            ServingMetrics.Predicted(served, matrix.Rows, elapsed);
            return new InferenceResult(id, request.ClientId, served.Deployment, served.VersionText, matrix.Rows, outputs, tensors);
        }
        finally
        {
            served.Loaded.Dispose();
        }
    }

    /// <summary>The served model for its metadata only: no reference is kept.</summary>
    public ServedModel Find(string deployment, string? version)
    {
        var served = Acquire(deployment, version);
        served.Loaded.Dispose();
        return served;
    }

    private ServedModel Acquire(string deployment, string? version)
    {
        var key = ScopedName.Of(deployment);
        if (!models.TryAcquire(key, out var served))
        {
            var name = InferenceException.Short(deployment);
            throw models.IsKnown(key) || !models.Ready
                ? new InferenceException(InferenceFault.Unavailable, $"model '{name}' has no version ready to serve")
                : InferenceException.NotFound($"model '{name}' is not found");
        }
        if (string.IsNullOrEmpty(version) || version == served.VersionText) return served;
        served.Loaded.Dispose();
        throw InferenceException.NotFound(
            $"model '{deployment}' has no version '{InferenceException.Short(version)}' ready; it serves version {served.VersionText}");
    }

    /// <summary>Logs the prediction; returns its id.</summary>
    private string Record(string? clientId, ServedModel served, InputMatrix matrix, float[] outputs, TimeSpan elapsed)
    {
        var now = time.GetUtcNow();
        var prediction = new Prediction
        {
            PredictionId = PredictionLog.PredictionId.New(now),
            ClientId = clientId ?? "",
            Deployment = served.Deployment,
            Workspace = served.Key.Workspace,
            Model = served.ModelName,
            ModelVersion = served.Version,
            Time = now.ToTimestamp(),
            Rows = matrix.Rows,
            Actor = Caller.Current.Subject,
            LatencyMs = elapsed.TotalMilliseconds,
        };
        prediction.FeatureNames.AddRange(served.Columns);
        prediction.Features.AddRange(matrix.Values);
        prediction.Outputs.AddRange(outputs);
        if (matrix.NeedsLookup)
        {
            for (var row = 0; row < matrix.Rows; row++)
                prediction.EntityKeys.Add(EntityKeys.Name(served.Lookup!.JoinKeys, matrix.Keys, row));
        }
        if (!journal.TryAppend(prediction))
        {
            throw new InferenceException(
                InferenceFault.TooLarge, $"the prediction takes more than {Limits.PredictionBytes} bytes to log: send fewer rows at once");
        }
        return prediction.PredictionId;
    }

    private static void RequireStorable(string? clientId)
    {
        if (clientId is null) return;
        if (clientId.Length > Limits.IdLength)
            throw InferenceException.Invalid($"id must have at most {Limits.IdLength} characters");
        // PostgreSQL cannot store it: the segment with the prediction would never leave the journal.
        if (clientId.Contains('\0')) throw InferenceException.Invalid("id must not have the character U+0000");
    }

    private static List<OutputTensor> OutputTensors(ServedModel served, IReadOnlyList<string> requested, int rows)
    {
        var all = new List<OutputTensor>();
        var column = 0;
        foreach (var output in served.Signature.Outputs)
        {
            long[] shape = [rows, .. output.Shape.Skip(1)];
            all.Add(new OutputTensor(output.Name, output.Datatype, shape, column, output.Width, served.Model.OutputsPerRow));
            column += output.Width;
        }
        if (requested.Count == 0) return all;
        return [.. requested.Select(name => all.Find(output => output.Name == name) ?? throw Unexpected(name, all))];
    }

    private static InferenceException Unexpected(string output, List<OutputTensor> outputs)
    {
        var given = string.Join(", ", outputs.Select(tensor => tensor.Name));
        return InferenceException.Invalid($"unexpected output '{InferenceException.Short(output)}'; the model gives {given}");
    }
}
