using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlOps.OnnxRuntime.Tests;

public sealed class InferenceSessionTests
{
    [Fact]
    public void describes_inputs_and_outputs()
    {
        using var session = new InferenceSession(OnnxFile.Classifier);

        session.InputNames.ShouldBe(["scores"]);
        session.OutputNames.ShouldBe(["probabilities", "label"]);
        var scores = session.InputMetadata["scores"];
        scores.Dimensions.ShouldBe([-1, 3]);
        scores.SymbolicDimensions.ShouldBe(["batch", ""]);
        (scores.ElementType, scores.ElementDataType, scores.IsTensor).ShouldBe((typeof(float), TensorElementType.Float, true));
        session.OutputMetadata["label"].ElementDataType.ShouldBe(TensorElementType.Int64);
        session.OutputMetadata["label"].Dimensions.ShouldBe([-1]);
    }

    [Fact]
    public void runs_on_dense_tensors()
    {
        using var session = new InferenceSession(OnnxFile.Linear);
        var x = new DenseTensor<float>(new[] { 2, 3 });
        x[0, 0] = 1;
        x[1, 1] = 10;
        x[1, 2] = -1;

        using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", x)]);

        results.Single().Name.ShouldBe("y");
        var y = results.Single().AsTensor<float>()!;
        y.Dimensions.ToArray().ShouldBe([2, 1]);
        results.Single().AsEnumerable<float>().ShouldBe([1.5f, 17.5f]);
        (y[0, 0], y[1, 0]).ShouldBe((1.5f, 17.5f));
        results.Single().AsTensor<double>().ShouldBeNull();
    }

    [Fact]
    public void runs_on_values_of_several_types()
    {
        using var session = new InferenceSession(OnnxFile.Columns);
        using var amount = OrtValue.CreateTensorValueFromMemory([0.25, 1e300], [2, 1]);
        using var count = OrtValue.CreateTensorValueFromMemory([3L, -4L], [2, 1]);
        using var options = new RunOptions();

        using var results = session.Run(options, new Dictionary<string, OrtValue> { ["count"] = count, ["amount"] = amount }, ["total"]);

        results[0].GetTensorDataAsSpan<double>().ToArray().ShouldBe([3.25, 1e300]);
        results[0].GetTensorTypeAndShape().Shape.ShouldBe([2, 1]);
        results[0].GetTensorTypeAndShape().ElementCount.ShouldBe(2);
    }

    [Fact]
    public void writes_into_memory_of_the_callers()
    {
        using var session = new InferenceSession(OnnxFile.Linear);
        var output = new float[2];
        using var x = OrtValue.CreateTensorValueFromMemory<float>([1, 0, 0, 0, 0, 1], [2, 3]);
        using var y = OrtValue.CreateTensorValueFromMemory(output, [2, 1]);
        using var options = new RunOptions();

        session.Run(options, ["x"], [x], ["y"], [y]);

        output.ShouldBe([1.5f, 3.5f]);
    }

    [Fact]
    public void runs_the_models_of_the_machine_learning_domain()
    {
        using var session = new InferenceSession(OnnxFile.Tree);

        using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(new float[] { 0.5f, 0, 0.6f, 0 }, [2, 2]))]);

        results.Single().AsEnumerable<float>().ShouldBe([10, 20]);
    }

    [Fact]
    public void gives_the_outputs_that_were_asked_for()
    {
        using var session = new InferenceSession(OnnxFile.Classifier);
        var scores = NamedOnnxValue.CreateFromTensor("scores", new DenseTensor<float>(new float[] { 1, 5, 2 }, [1, 3]));

        using var results = session.Run([scores], ["label"]);

        results.Single().AsEnumerable<long>().ShouldBe([1L]);
    }

    [Fact]
    public void runs_on_many_threads_at_once()
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(OnnxFile.Linear, options);

        Parallel.For(0, 2_000, i =>
        {
            using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(new float[] { i, 0, 0 }, [1, 3]))]);
            results.Single().AsEnumerable<float>()!.Single().ShouldBe(i + 0.5f);
        });
    }

    [Fact]
    public void tells_in_the_librarys_words_what_is_wrong()
    {
        using var session = new InferenceSession(OnnxFile.Linear);
        using var narrow = OrtValue.CreateTensorValueFromMemory<float>([1, 2], [1, 2]);
        using var wrongType = OrtValue.CreateTensorValueFromMemory<double>([1, 2, 3], [1, 3]);
        using var options = new RunOptions();

        Should.Throw<OnnxRuntimeException>(() => session.Run(options, ["x"], [narrow], ["y"])).Message.ShouldContain("index: 1 Got: 2 Expected: 3");
        Should.Throw<OnnxRuntimeException>(() => session.Run(options, ["x"], [wrongType], ["y"])).Message.ShouldContain("double");
        Should.Throw<OnnxRuntimeException>(() => session.Run(options, ["z"], [narrow], ["y"])).Message.ShouldContain("'z'");
        Should.Throw<OnnxRuntimeException>(() => session.Run(options, ["x"], [narrow], ["z"])).Message.ShouldContain("'z'");
        Should.Throw<ArgumentException>(() => session.Run(options, ["x", "y"], [narrow], ["y"]));
        Should.Throw<ArgumentException>(() => OrtValue.CreateTensorValueFromMemory<float>([1], [1, 2]));
        Should.Throw<OnnxRuntimeException>(() => narrow.GetTensorDataAsSpan<double>().Length);
    }

    [Fact]
    public void a_run_can_be_terminated()
    {
        using var session = new InferenceSession(OnnxFile.Linear);
        using var x = OrtValue.CreateTensorValueFromMemory<float>([1, 2, 3], [1, 3]);
        using var options = new RunOptions { Terminate = true };

        Should.Throw<OnnxRuntimeException>(() => session.Run(options, ["x"], [x], ["y"])).Message.ShouldContain("terminate");
        options.Terminate = false;
        using var results = session.Run(options, ["x"], [x], ["y"]);
        results[0].GetTensorDataAsSpan<float>()[0].ShouldBe(14.5f);
    }

    [Fact]
    public void refuses_what_is_not_a_model()
    {
        Should.Throw<OnnxRuntimeException>(() => new InferenceSession([1, 2, 3]));
        Should.Throw<OnnxRuntimeException>(() => new InferenceSession("/nowhere/model.onnx")).Message.ShouldContain("/nowhere/model.onnx");
        Should.Throw<OnnxRuntimeException>(() => new InferenceSession(OnnxFile.Model(
            [], [OnnxFile.Value("x", OnnxFile.Float, -1)], [OnnxFile.Value("y", OnnxFile.Float, -1)], OnnxFile.Node("Nonsense", ["x"], ["y"])))).Message.ShouldContain("Nonsense");
    }

    [Fact]
    public void a_disposed_session_refuses_to_run()
    {
        var session = new InferenceSession(OnnxFile.Linear);
        using var x = OrtValue.CreateTensorValueFromMemory<float>([1, 2, 3], [1, 3]);
        using var options = new RunOptions();
        session.Dispose();

        Should.Throw<Exception>(() => session.Run(options, ["x"], [x], ["y"]));
    }
}
