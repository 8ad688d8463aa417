using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using MlOps.Contracts.Inference;
using MlOps.Serving.Grpc;
using MlOps.Serving.Inference;
using InputTensor = MlOps.Contracts.Inference.ModelInferRequest.Types.InferInputTensor;

namespace MlOps.Serving.Tests.Grpc;

public class GrpcTensorsTests
{
    public static TheoryData<string, byte[], double[]> Raw => new()
    {
        { "BOOL", [0, 1], [0, 1] },
        { "UINT8", [0, 255], [0, 255] },
        { "INT8", [0, 255], [0, -1] },
        { "UINT16", Bytes<ushort>(1, ushort.MaxValue), [1, 65535] },
        { "INT16", Bytes<short>(1, short.MinValue), [1, -32768] },
        { "UINT32", Bytes<uint>(1, uint.MaxValue), [1, 4294967295] },
        { "INT32", Bytes<int>(1, int.MinValue), [1, -2147483648] },
        { "UINT64", Bytes<ulong>(1, 1UL << 60), [1, 1L << 60] },
        { "INT64", Bytes<long>(1, -(1L << 60)), [1, -(1L << 60)] },
        { "FP16", Bytes(Half.One, (Half)(-2.5)), [1, -2.5] },
        { "FP32", Bytes(1f, float.NaN), [1, double.NaN] },
        { "FP64", Bytes(1d, -1e300), [1, -1e300] },
    };

    public static TheoryData<string, InferTensorContents, double[]> Typed => new()
    {
        { "BOOL", new InferTensorContents { BoolContents = { false, true } }, [0, 1] },
        { "INT8", new InferTensorContents { IntContents = { -128, 127 } }, [-128, 127] },
        { "INT16", new InferTensorContents { IntContents = { 1, -32768 } }, [1, -32768] },
        { "INT32", new InferTensorContents { IntContents = { 1, int.MinValue } }, [1, -2147483648] },
        { "INT64", new InferTensorContents { Int64Contents = { 1, -(1L << 60) } }, [1, -(1L << 60)] },
        { "UINT8", new InferTensorContents { UintContents = { 1, 255 } }, [1, 255] },
        { "UINT16", new InferTensorContents { UintContents = { 1, 65535 } }, [1, 65535] },
        { "UINT32", new InferTensorContents { UintContents = { 1, uint.MaxValue } }, [1, 4294967295] },
        { "UINT64", new InferTensorContents { Uint64Contents = { 1, 1UL << 60 } }, [1, 1L << 60] },
        { "FP32", new InferTensorContents { Fp32Contents = { 1, -2.5f } }, [1, -2.5] },
        { "FP64", new InferTensorContents { Fp64Contents = { 1, -1e300 } }, [1, -1e300] },
    };

    [Theory]
    [MemberData(nameof(Raw))]
    public void raw_contents_are_little_endian(string datatype, byte[] bytes, double[] expected)
    {
        var tensor = ReadRaw(datatype, bytes, expected.Length);

        tensor.Datatype.ShouldBe(datatype);
        Enumerable.Range(0, tensor.Count).Select(tensor.NumberAt).ShouldBe(expected);
        for (var length = 0; length < bytes.Length; length++)
            Should.Throw<InferenceException>(() => ReadRaw(datatype, bytes[..length], expected.Length)).Message.ShouldStartWith($"input 'x' has {length} raw bytes");
        Should.Throw<InferenceException>(() => ReadRaw(datatype, [.. bytes, 0], expected.Length));
    }

    [Theory]
    [MemberData(nameof(Typed))]
    public void typed_contents_are_read_by_their_datatype(string datatype, InferTensorContents contents, double[] expected)
    {
        var tensor = ReadTyped(datatype, contents, 2);

        Enumerable.Range(0, tensor.Count).Select(tensor.NumberAt).ShouldBe(expected);
        Should.Throw<InferenceException>(() => ReadTyped(datatype, contents, 3)).Message.ShouldBe("input 'x' has 2 values for shape [3]");
        Should.Throw<InferenceException>(() => ReadTyped(datatype, new InferTensorContents(), 2)).Message.ShouldBe("input 'x' has 0 values for shape [2]");
    }

    [Fact]
    public void texts_are_utf8_with_their_lengths()
    {
        byte[] bytes = [.. Element("hé"), .. Element("")];

        ReadRaw("BYTES", bytes, 2).Texts.ShouldBe(["hé", ""]);
        ReadTyped("BYTES", new InferTensorContents { BytesContents = { ByteString.CopyFromUtf8("hé") } }, 1).Texts.ShouldBe(["hé"]);
        for (var length = 0; length < bytes.Length; length++) Should.Throw<InferenceException>(() => ReadRaw("BYTES", bytes[..length], 2));
        Should.Throw<InferenceException>(() => ReadRaw("BYTES", [255, 255, 255, 255], 1));
        Should.Throw<InferenceException>(() => ReadRaw("BYTES", [1, 0, 0, 0, 0xFF], 1)).Message.ShouldBe("input 'x' has bytes that are not UTF-8 text");
    }

    [Fact]
    public void values_that_no_datatype_here_holds_are_refused()
    {
        Should.Throw<InferenceException>(() => ReadRaw("UINT64", Bytes(ulong.MaxValue), 1)).Message.ShouldStartWith("input 'x' has the value 18446744073709551615");
        Should.Throw<InferenceException>(() => ReadTyped("INT8", new InferTensorContents { IntContents = { 128 } }, 1)).Message.ShouldStartWith("input 'x' of datatype INT8: value 0");
        Should.Throw<InferenceException>(() => ReadTyped("FP16", new InferTensorContents(), 1)).Message.ShouldBe("input 'x' has the unknown datatype 'FP16'");
        Should.Throw<InferenceException>(() => ReadRaw("BF16", [1, 2], 1)).Message.ShouldBe("input 'x' has the unknown datatype 'BF16'");
    }

    [Fact]
    public void raw_contents_are_for_all_inputs_or_none()
    {
        var mixed = new ModelInferRequest { Inputs = { Input("FP32", 1), Input("FP32", 1) }, RawInputContents = { ByteString.CopyFrom(Bytes(1f)) } };
        Should.Throw<InferenceException>(() => GrpcTensors.Read(mixed)).Message.ShouldBe("raw_input_contents has 1 entries for 2 inputs");

        var both = new ModelInferRequest { Inputs = { Input("FP32", 1) }, RawInputContents = { ByteString.CopyFrom(Bytes(1f)) } };
        both.Inputs[0].Contents = new InferTensorContents { Fp32Contents = { 1 } };
        Should.Throw<InferenceException>(() => GrpcTensors.Read(both)).Message.ShouldBe("input 'x' has contents beside raw_input_contents");
    }

    [Fact]
    public void answers_in_the_form_of_the_request()
    {
        var result = new InferenceResult(
            "0197", "r", "d", "3", 2, [1, 2, 3, 4, 5, 6], [new OutputTensor("b", "FP32", [2, 2], 1, 2, 3), new OutputTensor("a", "FP32", [2], 0, 1, 3)]);

        var typed = GrpcTensors.Write(result, raw: false);
        (typed.ModelName, typed.ModelVersion, typed.Id).ShouldBe(("d", "3", "r"));
        typed.Parameters["prediction_id"].StringParam.ShouldBe("0197");
        typed.Outputs.Select(output => output.Contents.Fp32Contents.ToArray()).ShouldBe([[2f, 3, 5, 6], [1f, 4]]);
        var raw = GrpcTensors.Write(result, raw: true);
        raw.Outputs.ShouldAllBe(output => output.Contents == null);
        raw.RawOutputContents.Select(bytes => MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray()).ShouldBe([[2f, 3, 5, 6], [1f, 4]]);
    }

    private static Tensor ReadRaw(string datatype, byte[] bytes, long size) =>
        GrpcTensors.Read(new ModelInferRequest { Inputs = { Input(datatype, size) }, RawInputContents = { ByteString.CopyFrom(bytes) } }).Single();

    private static Tensor ReadTyped(string datatype, InferTensorContents contents, long size)
    {
        var input = Input(datatype, size);
        input.Contents = contents;
        return GrpcTensors.Read(new ModelInferRequest { Inputs = { input } }).Single();
    }

    private static InputTensor Input(string datatype, long size) => new() { Name = "x", Datatype = datatype, Shape = { size } };

    private static byte[] Bytes<T>(params T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();

    private static byte[] Element(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        return [.. length, .. bytes];
    }
}
