using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Collections;
using MlOps.Contracts.Inference;
using MlOps.Serving.Inference;
using InputTensor = MlOps.Contracts.Inference.ModelInferRequest.Types.InferInputTensor;

namespace MlOps.Serving.Grpc;

/// <summary>Tensors between the protocol's messages and the engine: typed contents, or raw little-endian bytes for all tensors.</summary>
internal static class GrpcTensors
{
    private delegate T ReadValue<T>(ReadOnlySpan<byte> bytes);

    /// <exception cref="InferenceException">A tensor is not what its datatype and shape say.</exception>
    public static List<Tensor> Read(ModelInferRequest request)
    {
        var raw = request.RawInputContents;
        if (raw.Count > 0 && raw.Count != request.Inputs.Count)
            throw InferenceException.Invalid($"raw_input_contents has {raw.Count} entries for {request.Inputs.Count} inputs");
        if (request.Inputs.Count > Limits.Inputs)
            throw InferenceException.Invalid($"the request has more than {Limits.Inputs} inputs");
        return [.. request.Inputs.Select((input, index) => raw.Count > 0 ? FromRaw(input, raw[index].Span) : FromContents(input))];
    }

    public static ModelInferResponse Write(InferenceResult result, bool raw)
    {
        var response = new ModelInferResponse
        {
            ModelName = result.Deployment, ModelVersion = result.Version, Id = result.Id,
            Parameters = { [InferenceResult.IdParameter] = new InferParameter { StringParam = result.PredictionId } },
        };
        foreach (var tensor in result.Tensors)
        {
            var values = Values(result, tensor);
            var output = new ModelInferResponse.Types.InferOutputTensor { Name = tensor.Name, Datatype = "FP32", Shape = { tensor.Shape } };
            if (raw) response.RawOutputContents.Add(ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)));
            else output.Contents = new InferTensorContents { Fp32Contents = { values } };
            response.Outputs.Add(output);
        }
        return response;
    }

    private static float[] Values(InferenceResult result, OutputTensor tensor)
    {
        if (tensor.Width == tensor.RowWidth) return result.Outputs;
        var values = new float[result.Rows * tensor.Width];
        for (var row = 0; row < result.Rows; row++)
            result.Outputs.AsSpan((row * tensor.RowWidth) + tensor.Column, tensor.Width).CopyTo(values.AsSpan(row * tensor.Width));
        return values;
    }

    private static Tensor FromContents(InputTensor input)
    {
        var contents = input.Contents ?? new InferTensorContents();
        return input.Datatype switch
        {
            "BOOL" => Numbers(input, Each(input, contents.BoolContents, value => value ? 1.0 : 0.0)),
            "INT8" or "INT16" or "INT32" => Integers(input, Each(input, contents.IntContents, value => (long)value)),
            "INT64" => Integers(input, Each(input, contents.Int64Contents, value => value)),
            "UINT8" or "UINT16" or "UINT32" => Integers(input, Each(input, contents.UintContents, value => (long)value)),
            "UINT64" => Integers(input, Each(input, contents.Uint64Contents, value => Signed(input, value))),
            "FP32" => Numbers(input, Each(input, contents.Fp32Contents, value => (double)value)),
            "FP64" => Numbers(input, Each(input, contents.Fp64Contents, value => value)),
            "BYTES" => Texts(input, Each(input, contents.BytesContents, value => Text(input, value.Span))),
            _ => throw Unknown(input),
        };
    }

    private static Tensor FromRaw(InputTensor input, ReadOnlySpan<byte> bytes)
    {
        if (input.Contents is not null) throw InferenceException.OfInput(input.Name, "has contents beside raw_input_contents");
        return input.Datatype switch
        {
            "BOOL" => Numbers(input, Each(input, bytes, 1, value => value[0] != 0 ? 1.0 : 0.0)),
            "UINT8" => Integers(input, Each(input, bytes, 1, value => (long)value[0])),
            "INT8" => Integers(input, Each(input, bytes, 1, value => (long)(sbyte)value[0])),
            "INT16" => Integers(input, Each(input, bytes, 2, value => (long)BinaryPrimitives.ReadInt16LittleEndian(value))),
            "UINT16" => Integers(input, Each(input, bytes, 2, value => (long)BinaryPrimitives.ReadUInt16LittleEndian(value))),
            "INT32" => Integers(input, Each(input, bytes, 4, value => (long)BinaryPrimitives.ReadInt32LittleEndian(value))),
            "UINT32" => Integers(input, Each(input, bytes, 4, value => (long)BinaryPrimitives.ReadUInt32LittleEndian(value))),
            "INT64" => Integers(input, Each(input, bytes, 8, BinaryPrimitives.ReadInt64LittleEndian)),
            "UINT64" => Integers(input, Each(input, bytes, 8, value => Signed(input, BinaryPrimitives.ReadUInt64LittleEndian(value)))),
            "FP16" => Numbers(input, Each(input, bytes, 2, value => (double)BinaryPrimitives.ReadHalfLittleEndian(value))),
            "FP32" => Numbers(input, Each(input, bytes, 4, value => (double)BinaryPrimitives.ReadSingleLittleEndian(value))),
            "FP64" => Numbers(input, Each(input, bytes, 8, BinaryPrimitives.ReadDoubleLittleEndian)),
            "BYTES" => Texts(input, Elements(input, bytes)),
            _ => throw Unknown(input),
        };
    }

    private static TTo[] Each<TFrom, TTo>(InputTensor input, RepeatedField<TFrom> contents, Func<TFrom, TTo> convert)
    {
        TensorShape.Check(input.Name, input.Shape, contents.Count);
        var values = new TTo[contents.Count];
        for (var i = 0; i < values.Length; i++) values[i] = convert(contents[i]);
        return values;
    }

    private static T[] Each<T>(InputTensor input, ReadOnlySpan<byte> bytes, int size, ReadValue<T> read)
    {
        var count = TensorShape.SizeOf(input.Name, input.Shape);
        if (bytes.Length != (long)count * size)
        {
            throw InferenceException.OfInput(
                input.Name,
                $"has {bytes.Length} raw bytes; {input.Datatype} of shape {TensorShape.Text(input.Shape)} has {(long)count * size}");
        }
        var values = new T[count];
        for (var i = 0; i < values.Length; i++) values[i] = read(bytes.Slice(i * size, size));
        return values;
    }

    /// <summary>Each element is a 4-byte length and its bytes.</summary>
    private static string[] Elements(InputTensor input, ReadOnlySpan<byte> bytes)
    {
        var texts = new List<string>(TensorShape.SizeOf(input.Name, input.Shape));
        while (bytes.Length > 0 && texts.Count < Limits.Values)
        {
            var length = bytes.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
            if (length < 0 || length > bytes.Length - 4)
                throw InferenceException.OfInput(input.Name, "has raw bytes that end within an element");
            texts.Add(Text(input, bytes.Slice(4, length)));
            bytes = bytes[(4 + length)..];
        }
        TensorShape.Check(input.Name, input.Shape, texts.Count);
        return [.. texts];
    }

    private static string Text(InputTensor input, ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes)
        ? Encoding.UTF8.GetString(bytes)
        : throw InferenceException.OfInput(input.Name, "has bytes that are not UTF-8 text");

    private static long Signed(InputTensor input, ulong value) => value <= long.MaxValue
        ? (long)value
        : throw InferenceException.OfInput(input.Name, $"has the value {value}; up to {long.MaxValue} are allowed");

    private static Tensor Numbers(InputTensor input, double[] values) =>
        new() { Name = input.Name, Datatype = input.Datatype, Shape = [.. input.Shape], Numbers = values };

    private static Tensor Integers(InputTensor input, long[] values) => new()
    {
        Name = input.Name, Datatype = input.Datatype, Shape = [.. input.Shape],
        Integers = IntegerRange.Check(input.Name, input.Datatype, values),
    };

    private static Tensor Texts(InputTensor input, string[] values) =>
        new() { Name = input.Name, Datatype = input.Datatype, Shape = [.. input.Shape], Texts = values };

    private static InferenceException Unknown(InputTensor input) =>
        InferenceException.OfInput(input.Name, $"has the unknown datatype '{InferenceException.Short(input.Datatype)}'");
}
