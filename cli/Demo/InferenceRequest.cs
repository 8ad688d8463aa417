using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MlOps.Cli.Demo;

/// <summary>Open Inference Protocol requests over HTTP, and what came back.</summary>
internal static class InferenceRequest
{
    /// <summary>One row of features, one tensor per feature.</summary>
    public static JsonObject WithFeatures(string id, float[] features) => new()
    {
        ["id"] = id,
        ["inputs"] = new JsonArray(
            [.. HourlyDemand.Features.Select((name, index) => Tensor(name, "FP32", JsonValue.Create(features[index])))]),
    };

    /// <summary>One entity key; the features are looked up.</summary>
    public static JsonObject WithKey(string id, long instant) => new()
    {
        ["id"] = id,
        ["inputs"] = new JsonArray(Tensor("instant", "INT64", JsonValue.Create(instant))),
    };

    public static async Task<InferenceAnswer> SendAsync(LifeContext life, JsonObject request, CancellationToken cancellation)
    {
        var infer = new Uri($"/v2/models/{life.Names.Deployment}/infer", UriKind.Relative);
        using var response = await life.Engineer.Http.PostAsJsonAsync(infer, request, cancellation);
        var body = await response.Content.ReadFromJsonAsync<JsonObject>(cancellation) ?? [];
        return new InferenceAnswer((int)response.StatusCode, body);
    }

    private static JsonObject Tensor(string name, string datatype, JsonNode value) => new()
    {
        ["name"] = name, ["shape"] = new JsonArray(1), ["datatype"] = datatype, ["data"] = new JsonArray(value),
    };
}

/// <summary>The status and body of an answer.</summary>
internal sealed record InferenceAnswer(int Status, JsonObject Body)
{
    public string PredictionId => (string?)Body["parameters"]?["prediction_id"] ?? "";

    public string ModelVersion => (string?)Body["model_version"] ?? "";

    public string Error => (string?)Body["error"] ?? "";

    public double Output => (double)Body["outputs"]![0]!["data"]![0]!;
}
