using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MlOps.Serving.Tests;

/// <summary>The Open Inference Protocol as its users write it.</summary>
internal static class Oip
{
    /// <summary>A request with one FP32 tensor for each input.</summary>
    public static JsonObject Request(string? id = null, params (string Name, float Value)[] inputs)
    {
        var request = new JsonObject { ["inputs"] = new JsonArray([.. inputs.Select(input => Tensor(input.Name, "FP32", input.Value))]) };
        if (id is not null) request["id"] = id;
        return request;
    }

    public static JsonObject Tensor(string name, string datatype, params JsonNode[] data) => new()
    {
        ["name"] = name, ["shape"] = new JsonArray(data.Length), ["datatype"] = datatype, ["data"] = new JsonArray(data),
    };

    public static async Task<(int Status, JsonObject Body)> InferAsync(this HttpClient http, string deployment, JsonNode request)
    {
        using var response = await http.PostAsJsonAsync($"/v2/models/{deployment}/infer", request);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    /// <summary>Asks for one row of temp and hum.</summary>
    public static Task<(int Status, JsonObject Body)> InferAsync(this HttpClient http, string deployment, string? id = null, float temp = 0.25f, float hum = 1) =>
        http.InferAsync(deployment, Request(id, ("temp", temp), ("hum", hum)));

    public static float Answer(this (int Status, JsonObject Body) response)
    {
        response.Status.ShouldBe(200, response.Body.ToJsonString());
        return (float)response.Body["outputs"]![0]!["data"]![0]!;
    }

    /// <summary>The server's id of the prediction that was answered.</summary>
    public static string PredictionId(this (int Status, JsonObject Body) response) => (string)response.Body["parameters"]!["prediction_id"]!;

    public static string Refusal(this (int Status, JsonObject Body) response, int status)
    {
        response.Status.ShouldBe(status, response.Body.ToJsonString());
        response.Body.Select(field => field.Key).ShouldBe(["error"]);
        return (string)response.Body["error"]!;
    }
}
