using MlOps.Contracts.Features.V1;
using MlOps.Runtime;
using MlOps.Serving.Inference;
using MlOps.Serving.Models;
using ValueType = MlOps.Contracts.Features.V1.ValueType;

namespace MlOps.Serving.Tests.Inference;

public class InputMatrixTests
{
    private static readonly FeatureLookup ByHour = new("f", [new JoinKey { Name = "hour", Type = ValueType.Int64 }]);

    [Fact]
    public void puts_inputs_of_any_order_into_the_order_of_the_signature()
    {
        var matrix = InputMatrix.Of(TinyModel.Served(), [Input("hum", 1, 2, double.NaN), Input("temp", 10, 20, 30)]);

        matrix.Rows.ShouldBe(3);
        matrix.Values.ShouldBe([10f, 1, 20, 2, 30, float.NaN]);
        matrix.NeedsLookup.ShouldBeFalse();
    }

    [Fact]
    public void spreads_wide_inputs_over_their_columns()
    {
        var served = TinyModel.Served(null, new TensorSpec("x", Datatype.FP32, [-1, 2]));

        InputMatrix.Of(served, [Of("x", [2, 2], 1, 2, 3, 4)]).Values.ShouldBe([1f, 2, 3, 4]);
        Refusal(served, Of("x", [2, 1], 1, 2)).ShouldBe("input 'x' has shape [2,1], expected [2,2]");
    }

    [Fact]
    public void names_the_input_at_fault()
    {
        var served = TinyModel.Served();

        Refusal(served).ShouldBe("the request has no inputs");
        Refusal(served, Input("temp", 1)).ShouldBe("input 'hum' is missing");
        Refusal(served, Input("temp", 1), Input("hum", 1), Input("wind", 1)).ShouldBe("unexpected input 'wind'; the model takes temp, hum");
        Refusal(served, Input("temp", 1), Input("temp", 1)).ShouldBe("input 'temp' is there twice");
        Refusal(served, Input("temp", 1, 2), Input("hum", 1)).ShouldBe("input 'hum' has shape [1], but the first input has 2 rows");
        Refusal(served, Of("temp", [1, 2], 1, 2)).ShouldBe("input 'temp' has shape [1,2], expected [1]");
        Refusal(served, Input("temp", double.PositiveInfinity)).ShouldBe("input 'temp': value 0 is infinite or too large");
        Refusal(served, Input("temp", 1e300)).ShouldBe("input 'temp': value 0 is infinite or too large");
        Refusal(served, new Tensor { Name = "temp", Datatype = "BYTES", Shape = [1], Texts = ["warm"] }).ShouldBe("input 'temp' has datatype BYTES, expected FP32");
        Refusal(served, new Tensor { Name = "temp", Datatype = "FP32", Shape = [70_000], Numbers = new double[70_000] })
            .ShouldBe("input 'temp' has 70000 rows; 1 to 65536 are allowed");
    }

    [Fact]
    public void whole_numbers_stay_whole()
    {
        var served = TinyModel.Served(null, TensorSpec.Column("temp", Datatype.INT64), TensorSpec.Column("hum"));

        InputMatrix.Of(served, [Input("temp", 3, double.NaN), Input("hum", 0.5, 0.5)]).Values.ShouldBe([3f, 0.5f, float.NaN, 0.5f]);
        Refusal(served, Input("temp", 0.5)).ShouldBe("input 'temp': value 0 is no whole number, expected INT64");
    }

    [Fact]
    public void keys_fill_what_the_request_does_not_send()
    {
        var served = TinyModel.Served(ByHour);

        var keysOnly = InputMatrix.Of(served, [Input("hour", 7)]);
        (keysOnly.NeedsLookup, keysOnly.Sent.Any(sent => sent), keysOnly.Keys["hour"].TextAt(0)).ShouldBe((true, false, "7"));
        InputMatrix.Of(served, [Input("hour", 7), Input("temp", 1)]).Sent.ShouldBe([true, false]);
        InputMatrix.Of(served, [Input("hour", 7), Input("temp", 1), Input("hum", 1)]).NeedsLookup.ShouldBeFalse();
        Refusal(served, Input("temp", 1)).ShouldBe("input 'hum' is missing");
        Refusal(served, Input("hour", 7), Input("hour", 7)).ShouldBe("input 'hour' is there twice");
        Refusal(served, Of("hour", [1, 2], 1, 2)).ShouldBe("input 'hour' has shape [1,2], expected [1]");
        Should.Throw<InferenceException>(keysOnly.RequireEveryColumn).Message.ShouldBe("input 'temp' is missing");
    }

    [Fact]
    public void all_keys_are_needed_and_a_key_may_be_a_feature_too()
    {
        var byHourAndTemp = TinyModel.Served(ByHour with { JoinKeys = [.. ByHour.JoinKeys, new JoinKey { Name = "temp", Type = ValueType.Int64 }] });

        Refusal(byHourAndTemp, Input("hour", 7)).ShouldBe("input 'temp' is missing: features are looked up by hour, temp");
        var matrix = InputMatrix.Of(byHourAndTemp, [Input("hour", 7), Input("temp", 3)]);
        (matrix.NeedsLookup, matrix.Values[0]).ShouldBe((true, 3f));
        InputMatrix.Of(byHourAndTemp, [Input("temp", 3), Input("hum", 1)]).NeedsLookup.ShouldBeFalse();
    }

    private static Tensor Input(string name, params double[] values) => Of(name, [values.Length], values);

    private static Tensor Of(string name, long[] shape, params double[] values) => new() { Name = name, Datatype = "FP32", Shape = shape, Numbers = values };

    private static string Refusal(ServedModel served, params Tensor[] inputs)
    {
        var e = Should.Throw<InferenceException>(() => InputMatrix.Of(served, inputs));
        e.Fault.ShouldBe(InferenceFault.Invalid);
        return e.Message;
    }
}
