using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using MlOps.Contracts.Inference;
using MlOps.Serving.Inference;
using InputTensor = MlOps.Contracts.Inference.ModelInferRequest.Types.InferInputTensor;

namespace MlOps.Serving.Grpc;

/// <summary>Tensors between the protocol's messages and the engine: typed contents, or raw little-endian bytes for all tensors.</summary>
internal static class GrpcTensors
{
    public static List<Tensor> Read(ModelInferRequest request)
    {
        var raw = request.RawInputContents;
        if (raw.Count > 0 && raw.Count != request.Inputs.Count)
            throw InferenceException.Invalid($"raw_input_contents has {raw.Count} entries for {request.Inputs.Count} inputs");
        if (request.Inputs.Count > InferenceLimits.Inputs) throw InferenceException.Invalid($"the request has more than {InferenceLimits.Inputs} inputs");
        return [.. request.Inputs.Select((input, index) => raw.Count > 0 ? FromRaw(input, raw[index]) : FromContents(input))];
    }

    public static ModelInferResponse Write(InferenceResult result, bool raw)
    {
        var response = new ModelInferResponse { ModelName = result.Deployment, ModelVersion = result.Version, Id = result.RequestId };
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
            result.Outputs.AsSpan(row * tensor.RowWidth + tensor.Column, tensor.Width).CopyTo(values.AsSpan(row * tensor.Width));
        return values;
    }

    private static Tensor FromContents(InputTensor input)
    {
        var contents = input.Contents ?? new InferTensorContents();
        var tensor = input.Datatype switch
        {
            "BOOL" => Make(input, numbers: [.. contents.BoolContents.Select(value => value ? 1.0 : 0.0)]),
            "INT8" or "INT16" or "INT32" => Make(input, integers: [.. contents.IntContents.Select(value => (long)value)]),
            "INT64" => Make(input, integers: [.. contents.Int64Contents]),
            "UINT8" or "UINT16" or "UINT32" => Make(input, integers: [.. contents.UintContents.Select(value => (long)value)]),
            "UINT64" => Make(input, integers: [.. contents.Uint64Contents.Select(value => checked((long)value))]),
            "FP32" => Make(input, numbers: [.. contents.Fp32Contents.Select(value => (double)value)]),
            "FP64" => Make(input, numbers: [.. contents.Fp64Contents]),
            "BYTES" => Make(input, texts: [.. contents.BytesContents.Select(value => value.ToStringUtf8())]),
            _ => throw InferenceException.Invalid($"input '{input.Name}' has the unknown datatype '{input.Datatype}'"),
        };
        return Checked(tensor);
    }

    private static Tensor FromRaw(InputTensor input, ByteString bytes)
    {
        if (input.Contents is not null) throw InferenceException.Invalid($"input '{input.Name}' has contents beside raw_input_contents");
        var span = bytes.Span;
        return Checked(input.Datatype switch
        {
            "BOOL" or "UINT8" => Make(input, integers: [.. span.ToArray().Select(value => (long)value)]),
            "INT8" => Make(input, integers: [.. span.ToArray().Select(value => (long)(sbyte)value)]),
            "INT16" => Make(input, integers: Each(input, span, 2, value => (long)BinaryPrimitives.ReadInt16LittleEndian(value))),
            "UINT16" => Make(input, integers: Each(input, span, 2, value => (long)BinaryPrimitives.ReadUInt16LittleEndian(value))),
            "INT32" => Make(input, integers: Each(input, span, 4, value => (long)BinaryPrimitives.ReadInt32LittleEndian(value))),
            "UINT32" => Make(input, integers: Each(input, span, 4, value => (long)BinaryPrimitives.ReadUInt32LittleEndian(value))),
            "INT64" => Make(input, integers: Each(input, span, 8, BinaryPrimitives.ReadInt64LittleEndian)),
            "UINT64" => Make(input, integers: Each(input, span, 8, value => checked((long)BinaryPrimitives.ReadUInt64LittleEndian(value)))),
            "FP16" => Make(input, numbers: Each(input, span, 2, value => (double)BinaryPrimitives.ReadHalfLittleEndian(value))),
            "FP32" => Make(input, numbers: Each(input, span, 4, value => (double)BinaryPrimitives.ReadSingleLittleEndian(value))),
            "FP64" => Make(input, numbers: Each(input, span, 8, BinaryPrimitives.ReadDoubleLittleEndian)),
            "BYTES" => Make(input, texts: Texts(input, span)),
            _ => throw InferenceException.Invalid($"input '{input.Name}' has the unknown datatype '{input.Datatype}'"),
        });
    }

    private delegate T ReadValue<T>(ReadOnlySpan<byte> bytes);

    private static T[] Each<T>(InputTensor input, ReadOnlySpan<byte> bytes, int size, ReadValue<T> read)
    {
        if (bytes.Length % size != 0) throw InferenceException.Invalid($"input '{input.Name}' has {bytes.Length} raw bytes, no multiple of {size}");
        var values = new T[bytes.Length / size];
        for (var i = 0; i < values.Length; i++) values[i] = read(bytes.Slice(i * size, size));
        return values;
    }

    /// <summary>Each element is a 4-byte length and its bytes.</summary>
    private static string[] Texts(InputTensor input, ReadOnlySpan<byte> bytes)
    {
        var texts = new List<string>();
        while (bytes.Length > 0)
        {
            var length = bytes.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
            if (length < 0 || length > bytes.Length - 4) throw InferenceException.Invalid($"input '{input.Name}' has raw bytes that end within an element");
            texts.Add(System.Text.Encoding.UTF8.GetString(bytes.Slice(4, length)));
            bytes = bytes[(4 + length)..];
        }
        return [.. texts];
    }

    private static Tensor Make(InputTensor input, double[]? numbers = null, long[]? integers = null, string[]? texts = null) => new()
    {
        Name = input.Name, Datatype = input.Datatype, Shape = [.. input.Shape], Numbers = numbers ?? [], Integers = integers ?? [], Texts = texts ?? [],
    };

    private static Tensor Checked(Tensor tensor)
    {
        TensorShape.Check(tensor);
        return tensor;
    }
}
