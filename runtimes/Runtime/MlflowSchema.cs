using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlOps.Runtime;

/// <summary>MLflow's JSON schema of inputs or outputs: columns if every tensor is one value per row, tensors otherwise.</summary>
internal static class MlflowSchema
{
    public static string Write(IReadOnlyList<TensorSpec> tensors)
    {
        var columns = tensors.All(t => t.Shape is [-1] && Datatype.ToColumn(t.Datatype) is not null);
        var schema = new JsonArray();
        foreach (var tensor in tensors)
        {
            schema.Add(columns
                ? new JsonObject { ["type"] = Datatype.ToColumn(tensor.Datatype), ["name"] = tensor.Name, ["required"] = true }
                : new JsonObject
                {
                    ["type"] = "tensor",
                    ["name"] = tensor.Name,
                    ["tensor-spec"] = new JsonObject
                    {
                        ["dtype"] = Datatype.ToNumpy(tensor.Datatype),
                        ["shape"] = new JsonArray([.. tensor.Shape.Select(d => JsonValue.Create(d))]),
                    },
                });
        }

        return schema.ToJsonString();
    }

    public static IReadOnlyList<TensorSpec> Read(string json, string kind)
    {
        try
        {
            using var schema = JsonDocument.Parse(json);
            return [.. schema.RootElement.EnumerateArray().Select((field, i) => Read(field, $"{kind}-{i}"))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidModelException($"MLmodel: the signature's {kind}s are not a valid MLflow schema: {e.Message}", e);
        }
    }

    // MLflow omits the name of a single tensor.
    private static TensorSpec Read(JsonElement field, string unnamed)
    {
        var name = field.TryGetProperty("name", out var given) ? given.GetString() ?? unnamed : unnamed;
        var type = field.GetProperty("type").GetString()!;
        if (type != "tensor")
        {
            return TensorSpec.Column(
                name,
                Datatype.FromColumn(type) ?? throw new InvalidModelException($"MLmodel: '{name}' has the unsupported type '{type}'."));
        }

        var spec = field.GetProperty("tensor-spec");
        var dtype = spec.GetProperty("dtype").GetString()!;
        return new TensorSpec(
            name,
            Datatype.FromNumpy(dtype) ?? throw new InvalidModelException($"MLmodel: '{name}' has the unsupported dtype '{dtype}'."),
            [.. spec.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())]);
    }
}
