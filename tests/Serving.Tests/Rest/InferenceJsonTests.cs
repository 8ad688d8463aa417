using System.Buffers;
using System.Text;
using System.Text.Json;
using MlOps.Serving.Inference;
using MlOps.Serving.Rest;

namespace MlOps.Serving.Tests.Rest;

public class InferenceJsonTests
{
    private const string Whole = """
        {"id": "r-\u00e9", "parameters": {"a": [1, {"b": null}]}, "outputs": [{"parameters": {}, "name": "cnt"}], "inputs": [
          {"data": [[1, 2.5], [null, -3e2]], "parameters": {"x": 1}, "datatype": "FP32", "shape": [2, 2], "name": "x"},
          {"name": "k", "shape": [2], "datatype": "INT64", "data": [9007199254740993, -1]},
          {"name": "s", "shape": [2], "datatype": "BYTES", "data": ["a\n", "\ud83d\ude00"]},
          {"name": "b", "shape": [2], "datatype": "BOOL", "data": [true, false]}]}
        """;

    [Fact]
    public void reads_fields_in_any_order_and_nested_data()
    {
        var request = Read(Whole);

        (request.Deployment, request.Version, request.ClientId).ShouldBe(("d", "3", "r-é"));
        request.RequestedOutputs.ShouldBe(["cnt"]);
        request.Inputs.Select(input => (input.Name, input.Datatype)).ShouldBe([("x", "FP32"), ("k", "INT64"), ("s", "BYTES"), ("b", "BOOL")]);
        request.Inputs[0].Numbers.ShouldBe([1, 2.5, double.NaN, -300]);
        request.Inputs[0].Shape.ShouldBe([2, 2]);
        request.Inputs[1].Integers.ShouldBe([9007199254740993, -1]);
        request.Inputs[2].Texts.ShouldBe(["a\n", "😀"]);
        request.Inputs[3].Numbers.ShouldBe([1, 0]);
    }

    [Theory]
    [InlineData("[]", "the body must be an object")]
    [InlineData("null", "the body must be an object")]
    [InlineData("{}", "'inputs' is missing")]
    [InlineData("""{"inputs": {}}""", "'inputs' must be an array")]
    [InlineData("""{"id": 1, "inputs": []}""", "'id' must be a string")]
    [InlineData("""{"inputs": [1]}""", "inputs[0] must be an object")]
    [InlineData("""{"inputs": [], "outputs": [1]}""", "'outputs' must be at most 10000 objects with a name")]
    [InlineData("""{"inputs": [], "outputs": [{}]}""", "an output has no name")]
    [InlineData("""{"inputs": [{"shape": [1], "datatype": "FP32", "data": [1]}]}""", "inputs[0] has no name")]
    [InlineData("""{"inputs": [{"name": "x", "datatype": "FP32", "data": [1]}]}""", "input 'x' has no shape")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [1], "data": [1]}]}""", "input 'x' has no datatype")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [1], "datatype": "FP32"}]}""", "input 'x' has no data")]
    [InlineData("""{"inputs": [{"name": "x", "shape": ["1"], "datatype": "FP32", "data": [1]}]}""", "inputs[0].shape must be an array of at most 8 integers")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [1.5], "datatype": "FP32", "data": [1]}]}""", "inputs[0].shape must be an array of at most 8 integers")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [1,1,1,1,1,1,1,1,1], "datatype": "FP32", "data": [1]}]}""", "inputs[0].shape must be an array of at most 8 integers")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": 1}]}""", "inputs[0].data must be an array")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [1], "datatype": "FP31", "data": [1]}]}""", "input 'x' has the unknown datatype 'FP31'")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": ["1"]}]}""", "input 'x' of datatype FP32: value 0 is not a number")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [2], "datatype": "FP32", "data": [1, {}]}]}""", "input 'x' of datatype FP32: value 1 is not a number")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [1], "datatype": "INT64", "data": [0.5]}]}""", "input 'x' of datatype INT64: value 0 is not an integer")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [1], "datatype": "INT64", "data": [null]}]}""", "input 'x' of datatype INT64: value 0 is not an integer")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [1], "datatype": "INT8", "data": [128]}]}""", "input 'x' of datatype INT8: value 0 is not within -128 and 127")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [1], "datatype": "UINT8", "data": [-1]}]}""", "input 'x' of datatype UINT8: value 0 is not within 0 and 255")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [1], "datatype": "BOOL", "data": [1]}]}""", "input 'x' of datatype BOOL: value 0 is not true or false")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [1], "datatype": "BYTES", "data": [1]}]}""", "input 'x' of datatype BYTES: value 0 is not a string")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [2], "datatype": "FP32", "data": [1]}]}""", "input 'x' has 1 values for shape [2]")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": []}]}""", "input 'x' has 0 values for shape [1]")]
    [InlineData("""{"inputs": [{"name": "x", "shape": [4294967296, 4294967296], "datatype": "FP32", "data": []}]}""", "input 'x' has shape [4294967296,4294967296]; 1 to 131072 values are allowed")]
    [InlineData("""{"inputs": [{"name": "\ud800", "shape": [1], "datatype": "FP32", "data": [1]}]}""", "the body holds text that is not valid Unicode")]
    public void names_what_is_wrong(string json, string message) => Should.Throw<InferenceException>(() => Read(json)).Message.ShouldBe(message);

    [Fact]
    public void a_body_cut_off_anywhere_is_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Whole.TrimEnd());

        for (var length = 0; length < bytes.Length; length++) Refuses(bytes.AsSpan(0, length)).ShouldBeTrue($"{length} bytes");
    }

    [Fact]
    public void a_body_with_any_byte_changed_is_read_or_refused_but_never_breaks_the_reader()
    {
        var bytes = Encoding.UTF8.GetBytes(Whole);
        var refused = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var value in "\0\"\\[{}],:-9eu\u0080\u00ff"u8.ToArray().Append((byte)0xFF).Append((byte)0x80))
            {
                var changed = bytes.ToArray();
                changed[at] = value;
                if (Refuses(changed)) refused++;
            }
        }

        refused.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void nesting_has_a_limit()
    {
        var deep = new string('[', 100) + new string(']', 100);

        Refuses(Encoding.UTF8.GetBytes($$"""{"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": {{deep}}}]}""")).ShouldBeTrue();
        Refuses(Encoding.UTF8.GetBytes($$"""{"x": {{new string('[', 100_000)}}""")).ShouldBeTrue();
    }

    [Fact]
    public void more_values_than_allowed_are_not_even_read()
    {
        var data = string.Join(',', Enumerable.Repeat("1", 131_073));

        Should.Throw<InferenceException>(() => Read($$"""{"inputs": [{"name": "x", "shape": [131072], "datatype": "FP32", "data": [{{data}}]}]}"""))
            .Message.ShouldBe("input 'x' has more than 131072 values");
    }

    [Fact]
    public void writes_each_output_as_its_columns_and_null_for_what_is_no_number()
    {
        var output = new ArrayBufferWriter<byte>();
        InferenceJson.Write(output, new InferenceResult("0197", "r-\"1\"", "d", "3", 2, [1, 2, 3, float.NaN, 5, 6.5f],
            [new OutputTensor("b", "FP32", [2, 2], 1, 2, 3), new OutputTensor("a", "FP32", [2], 0, 1, 3)]));

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(
            """{"model_name":"d","model_version":"3","id":"r-\u00221\u0022","parameters":{"prediction_id":"0197"},"outputs":[{"name":"b","datatype":"FP32","shape":[2,2],"data":[2,3,5,6.5]},{"name":"a","datatype":"FP32","shape":[2],"data":[1,null]}]}""");
    }

    private static InferenceRequest Read(string json) => InferenceJson.Read("d", "3", Encoding.UTF8.GetBytes(json));

    /// <summary>Whether the body is refused by the protocol's own exceptions; any other fails the test.</summary>
    private static bool Refuses(ReadOnlySpan<byte> json)
    {
        try
        {
            InferenceJson.Read("d", null, json);
            return false;
        }
        catch (Exception e) when (e is InferenceException or JsonException)
        {
            return true;
        }
    }
}
