using System.Text.Json;
using MlOps.Serving.Inference;

namespace MlOps.Serving.Rest;

/// <summary>One input tensor of the protocol's JSON. Its fields may come in any order, so its data are read last.</summary>
internal static class TensorJson
{
    /// <summary>Reads the object that the reader stands at.</summary>
    public static Tensor Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int position)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw InferenceException.Invalid($"inputs[{position}] must be an object");
        string? name = null, datatype = null;
        long[]? shape = null;
        Range? data = null;
        while (InferenceJson.Next(ref reader, JsonTokenType.EndObject))
        {
            if (reader.ValueTextEquals("name"u8)) name = InferenceJson.Text(ref reader, $"inputs[{position}].name");
            else if (reader.ValueTextEquals("datatype"u8)) datatype = InferenceJson.Text(ref reader, $"inputs[{position}].datatype");
            else if (reader.ValueTextEquals("shape"u8)) shape = Shape(ref reader, position);
            else if (reader.ValueTextEquals("data"u8)) data = Slice(ref reader, position);
            else InferenceJson.SkipValue(ref reader);
        }
        if (string.IsNullOrEmpty(name)) throw InferenceException.Invalid($"inputs[{position}] has no name");
        if (datatype is null) throw InferenceException.OfInput(name, "has no datatype");
        if (shape is null) throw InferenceException.OfInput(name, "has no shape");
        if (data is not { } range) throw InferenceException.OfInput(name, "has no data");
        TensorShape.SizeOf(name, shape);
        var tensor = Values(new Header(name, datatype, shape), json[range]);
        TensorShape.Check(name, shape, tensor.Count);
        return tensor;
    }

    private static long[] Shape(ref Utf8JsonReader reader, int position)
    {
        InferenceJson.Expect(ref reader, JsonTokenType.StartArray, $"inputs[{position}].shape must be an array of integers");
        var shape = new List<long>(2);
        while (InferenceJson.Next(ref reader, JsonTokenType.EndArray))
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var dimension) || shape.Count == Limits.Dimensions)
                throw InferenceException.Invalid($"inputs[{position}].shape must be an array of at most {Limits.Dimensions} integers");
            shape.Add(dimension);
        }
        return [.. shape];
    }

    private static Range Slice(ref Utf8JsonReader reader, int position)
    {
        InferenceJson.Expect(ref reader, JsonTokenType.StartArray, $"inputs[{position}].data must be an array");
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    private static Tensor Values(Header header, ReadOnlySpan<byte> data) => header.Datatype switch
    {
        "INT8" or "INT16" or "INT32" or "INT64" or "UINT8" or "UINT16" or "UINT32" or "UINT64" =>
            header.Make(integers: IntegerRange.Check(header.Name, header.Datatype, Integers(header, data))),
        "FP16" or "FP32" or "FP64" => header.Make(numbers: Numbers(header, data)),
        "BOOL" => header.Make(numbers: Booleans(header, data)),
        "BYTES" => header.Make(texts: Texts(header, data)),
        _ => throw InferenceException.OfInput(header.Name, $"has the unknown datatype '{InferenceException.Short(header.Datatype)}'"),
    };

    private static double[] Numbers(Header header, ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        var values = new List<double>(header.Capacity);
        while (Value(ref reader, header, values.Count))
        {
            // null is a missing value, as in data frames.
            if (reader.TokenType == JsonTokenType.Null) values.Add(double.NaN);
            else if (reader.TokenType == JsonTokenType.Number) values.Add(reader.GetDouble());
            else throw Wrong(header, values.Count, "a number");
        }
        return [.. values];
    }

    private static long[] Integers(Header header, ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        var values = new List<long>(header.Capacity);
        while (Value(ref reader, header, values.Count))
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value)) values.Add(value);
            else throw Wrong(header, values.Count, "an integer");
        }
        return [.. values];
    }

    private static double[] Booleans(Header header, ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        var values = new List<double>(header.Capacity);
        while (Value(ref reader, header, values.Count))
        {
            values.Add(reader.TokenType switch
            {
                JsonTokenType.True => 1,
                JsonTokenType.False => 0,
                _ => throw Wrong(header, values.Count, "true or false"),
            });
        }
        return [.. values];
    }

    private static string[] Texts(Header header, ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        var values = new List<string>(header.Capacity);
        while (Value(ref reader, header, values.Count))
            values.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Wrong(header, values.Count, "a string"));
        return [.. values];
    }

    /// <summary>Goes to the next value; nested arrays are only another way to write the shape.</summary>
    private static bool Value(ref Utf8JsonReader reader, Header header, int read)
    {
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray) continue;
            if (read < Limits.Values) return true;
            throw InferenceException.OfInput(header.Name, $"has more than {Limits.Values} values");
        }
        return false;
    }

    private static InferenceException Wrong(Header header, int index, string expected) =>
        InferenceException.OfInput(header.Name, $"of datatype {header.Datatype}: value {index} is not {expected}");

    private sealed record Header(string Name, string Datatype, long[] Shape)
    {
        public int Capacity => (int)Shape[0];

        public Tensor Make(double[]? numbers = null, long[]? integers = null, string[]? texts = null) => new()
        {
            Name = Name, Datatype = Datatype, Shape = Shape, Numbers = numbers ?? [], Integers = integers ?? [], Texts = texts ?? [],
        };
    }
}
