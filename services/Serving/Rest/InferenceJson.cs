using System.Buffers;
using System.Text.Json;
using MlOps.Serving.Inference;

namespace MlOps.Serving.Rest;

/// <summary>The protocol's JSON, read and written token by token.</summary>
internal static class InferenceJson
{
    /// <exception cref="InferenceException">The body is JSON, but not a request of the protocol.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static InferenceRequest Read(string deployment, string? version, ReadOnlySpan<byte> json)
    {
        try
        {
            return ReadRequest(deployment, version, json);
        }
        catch (InvalidOperationException)
        {
            // This is how the reader reports invalid Unicode, which it checks only when the text is read.
            throw InferenceException.Invalid("the body holds text that is not valid Unicode");
        }
    }

    private static InferenceRequest ReadRequest(string deployment, string? version, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 32 });
        string? id = null;
        List<Tensor>? inputs = null;
        List<string> outputs = [];
        Expect(ref reader, JsonTokenType.StartObject, "the body must be an object");
        while (Next(ref reader, JsonTokenType.EndObject))
        {
            if (reader.ValueTextEquals("id"u8)) id = Text(ref reader, "id");
            else if (reader.ValueTextEquals("inputs"u8)) inputs = Inputs(ref reader, json);
            else if (reader.ValueTextEquals("outputs"u8)) outputs = Outputs(ref reader);
            else SkipValue(ref reader);
        }
        if (reader.Read()) throw InferenceException.Invalid("the body goes on after its end");
        return new InferenceRequest(deployment, version, id, inputs ?? throw InferenceException.Invalid("'inputs' is missing"), outputs);
    }

    public static void Write(IBufferWriter<byte> output, InferenceResult result)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteString("model_name"u8, result.Deployment);
        writer.WriteString("model_version"u8, result.Version);
        writer.WriteString("id"u8, result.Id);
        writer.WriteStartObject("parameters"u8);
        writer.WriteString(InferenceResult.IdParameter, result.PredictionId);
        writer.WriteEndObject();
        writer.WriteStartArray("outputs"u8);
        foreach (var tensor in result.Tensors)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, tensor.Name);
            writer.WriteString("datatype"u8, "FP32"u8);
            writer.WriteStartArray("shape"u8);
            foreach (var dimension in tensor.Shape) writer.WriteNumberValue(dimension);
            writer.WriteEndArray();
            writer.WriteStartArray("data"u8);
            for (var row = 0; row < result.Rows; row++)
            {
                for (var i = 0; i < tensor.Width; i++) WriteFloat(writer, result.Outputs[row * tensor.RowWidth + tensor.Column + i]);
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>JSON has no NaN or infinity.</summary>
    private static void WriteFloat(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteNullValue();
    }

    private static List<Tensor> Inputs(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        Expect(ref reader, JsonTokenType.StartArray, "'inputs' must be an array");
        var inputs = new List<Tensor>();
        while (Next(ref reader, JsonTokenType.EndArray))
        {
            if (inputs.Count == Limits.Inputs) throw InferenceException.Invalid($"the request has more than {Limits.Inputs} inputs");
            inputs.Add(TensorJson.Read(ref reader, json, inputs.Count));
        }
        return inputs;
    }

    private static List<string> Outputs(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartArray, "'outputs' must be an array");
        var outputs = new List<string>();
        while (Next(ref reader, JsonTokenType.EndArray))
        {
            if (reader.TokenType != JsonTokenType.StartObject || outputs.Count == Limits.Inputs)
                throw InferenceException.Invalid($"'outputs' must be at most {Limits.Inputs} objects with a name");
            string? name = null;
            while (Next(ref reader, JsonTokenType.EndObject))
            {
                if (reader.ValueTextEquals("name"u8)) name = Text(ref reader, "outputs.name");
                else SkipValue(ref reader);
            }
            outputs.Add(name ?? throw InferenceException.Invalid("an output has no name"));
        }
        return outputs;
    }

    public static bool Next(ref Utf8JsonReader reader, JsonTokenType end) =>
        reader.Read() && reader.TokenType != end;

    public static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string otherwise)
    {
        if (!reader.Read() || reader.TokenType != token) throw InferenceException.Invalid(otherwise);
    }

    public static string Text(ref Utf8JsonReader reader, string field)
    {
        Expect(ref reader, JsonTokenType.String, $"'{field}' must be a string");
        return reader.GetString()!;
    }

    public static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
