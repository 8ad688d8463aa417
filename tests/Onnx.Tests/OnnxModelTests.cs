using MlOps.Runtime;

namespace MlOps.Onnx.Tests;

public sealed class OnnxModelTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("mlops-onnx-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void feeds_a_matrix_with_the_columns_of_the_signature()
    {
        using var model = Load(OnnxFile.Linear, [TensorSpec.Column("a"), TensorSpec.Column("b"), TensorSpec.Column("c")], [new("y", Datatype.FP32, [-1, 1])]);

        Predict(model, 1, 0, 0, 0, 1, 0, 0, 0, 1).ShouldBe([1.5f, 2.5f, 3.5f]);
        model.ContributionsPerRow.ShouldBe(0);
        Should.Throw<NotSupportedException>(() => model.Contributions([1, 2, 3], 1, []));
    }

    [Fact]
    public void feeds_a_matrix_by_its_own_name()
    {
        using var model = Load(OnnxFile.Linear, [new("x", Datatype.FP32, [-1, 3])], [TensorSpec.Column("y")]);

        Predict(model, 1, 1, 1).ShouldBe([6.5f]);
    }

    [Fact]
    public void feeds_inputs_apart_by_name_and_type()
    {
        using var model = Load(OnnxFile.Columns, [TensorSpec.Column("count", Datatype.INT64), TensorSpec.Column("amount", Datatype.FP64)], [TensorSpec.Column("total", Datatype.FP64)]);

        Predict(model, 3, 0.25f, 4, 0.5f).ShouldBe([3.25f, 4.5f]);
        Should.Throw<ArgumentException>(() => Predict(model, float.NaN, 1)).Message.ShouldContain("'count' takes whole numbers");
        Should.Throw<ArgumentException>(() => Predict(model, 1, 1, 1.5f, 1)).Message.ShouldContain("row 1");
    }

    [Fact]
    public void gives_several_outputs_side_by_side()
    {
        using var model = Load(
            OnnxFile.Classifier, [new("scores", Datatype.FP32, [-1, 3])], [TensorSpec.Column("label", Datatype.INT64), new("probabilities", Datatype.FP32, [-1, 3])]);

        var row = Predict(model, 0, 0, 20);

        model.OutputsPerRow.ShouldBe(4);
        row.Length.ShouldBe(4);
        row[0].ShouldBe(2);
        row[3].ShouldBe(1, 1e-6);
        row[1..].Sum().ShouldBe(1, 1e-6);
    }

    [Fact]
    public void runs_row_by_row_what_takes_one_row()
    {
        using var model = Load(OnnxFile.OneRow, [TensorSpec.Column("a"), TensorSpec.Column("b")], [new("y", Datatype.FP32, [-1, 2])]);

        Predict(model, 1, 2, 3, 4, 5, 6).ShouldBe([2, 3, 4, 5, 6, 7]);
    }

    [Fact]
    public void passes_missing_values_to_trees()
    {
        using var model = Load(OnnxFile.Tree, [TensorSpec.Column("a"), TensorSpec.Column("b")], [TensorSpec.Column("variable")]);

        Predict(model, 0.1f, float.NaN, 0.9f, 0).ShouldBe([10, 20]);
    }

    [Fact]
    public void refuses_rows_of_another_shape()
    {
        using var model = Load(OnnxFile.Linear, [new("x", Datatype.FP32, [-1, 3])], [TensorSpec.Column("y")]);

        Should.Throw<ArgumentException>(() => model.Predict([1, 2], 1, new float[1])).Message.ShouldContain("3 values, not 2");
        Should.Throw<ArgumentException>(() => model.Predict([1, 2, 3], 1, [])).Message.ShouldContain("room for 0");
    }

    [Fact]
    public void refuses_a_signature_that_the_model_contradicts()
    {
        Refusal(OnnxFile.Linear, [TensorSpec.Column("a"), TensorSpec.Column("b")], [TensorSpec.Column("y")]).ShouldContain("2 values a row");
        Refusal(OnnxFile.Linear, [new("x", Datatype.FP32, [-1, 3])], [TensorSpec.Column("z")]).ShouldContain("no output 'z'");
        Refusal(OnnxFile.Linear, [new("x", Datatype.FP32, [-1, 3])], [new("y", Datatype.FP32, [-1, 2])]).ShouldContain("2 values a row");
        Refusal(OnnxFile.Columns, [TensorSpec.Column("amount"), TensorSpec.Column("number")], [TensorSpec.Column("total")]).ShouldContain("no input 'number'");
        Refusal(OnnxFile.Columns, [TensorSpec.Column("amount")], [TensorSpec.Column("total")]).ShouldContain("count");
        Refusal(OnnxFile.Text, [TensorSpec.Column("x")], [TensorSpec.Column("y")]).ShouldContain("String");
        Refusal([1, 2, 3], [TensorSpec.Column("x")], [TensorSpec.Column("y")]).ShouldContain("cannot run the model");
    }

    [Fact]
    public void predicts_on_many_threads_at_once()
    {
        using var model = Load(OnnxFile.Linear, [new("x", Datatype.FP32, [-1, 3])], [TensorSpec.Column("y")]);

        Parallel.For(0, 2_000, i => Predict(model, i, 0, 0).ShouldBe([i + 0.5f]));
    }

    [Fact]
    public void a_disposed_model_refuses_to_predict()
    {
        var model = Load(OnnxFile.Linear, [new("x", Datatype.FP32, [-1, 3])], [TensorSpec.Column("y")]);
        model.Dispose();

        Should.Throw<ObjectDisposedException>(() => Predict(model, 1, 2, 3));
    }

    private static float[] Predict(IModel model, params float[] values)
    {
        var rows = values.Length / model.Signature.InputWidth;
        var output = new float[rows * model.OutputsPerRow];
        model.Predict(values, rows, output);
        return output;
    }

    private string Refusal(byte[] model, TensorSpec[] inputs, TensorSpec[] outputs) =>
        Should.Throw<InvalidModelException>(() => Load(model, inputs, outputs)).Message;

    private IModel Load(byte[] model, TensorSpec[] inputs, TensorSpec[] outputs)
    {
        var folder = Path.Combine(directory, Guid.NewGuid().ToString());
        ModelArtifact.Write(folder, new ModelManifest { Flavor = "onnx", ModelFile = "model.onnx", Signature = new(inputs, outputs) }, model);
        return new OnnxModelRuntime().Load(ModelArtifact.Read(folder));
    }
}
