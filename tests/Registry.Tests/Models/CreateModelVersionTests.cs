using MlOps.Contracts.Experiments.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Errors;
using ModelVersionCreated = MlOps.Registry.Models.ModelVersionCreated;
using RegisteredModel = MlOps.Registry.Models.RegisteredModel;

namespace MlOps.Registry.Tests.Models;

public class CreateModelVersionTests
{
    [Fact]
    public void takes_everything_that_the_run_knows()
    {
        var created = Decide(Given.RegisteredModel.Model, FinishedRun()).ShouldHaveSingleItem().ShouldBeOfType<ModelVersionCreated>();

        created.Version.ShouldBe(1);
        (created.RunId, created.RunAuthor).ShouldBe(("4f1d0c", Given.Author));
        created.Experiment.ShouldBe("bikes");
        created.ArtifactDigest.ShouldBe("sha256:aa");
        created.Flavor.ShouldBe("xgboost");
        created.Signature.Inputs.Select(tensor => (tensor.Name, tensor.Datatype, tensor.Shape.Single())).ShouldBe([("temp", "FP32", -1)]);
        created.InputExample!.Rows.Select(row => row.Single()).ShouldBe([0.5, null]);
        created.ReferenceProfileDigest.ShouldBe("sha256:bb");
        (created.TrainingDataset, created.TrainingDatasetVersion, created.TrainingDatasetDigest)
            .ShouldBe(("bike-training", 3, "sha256:cc"));
        created.Metrics["test_rmse"].ShouldBe(66.61);
        created.Params["eta"].ShouldBe("0.1");
        created.CreatedBy.ShouldBe(Given.Engineer);
        created.CreatedAt.ShouldBe(Given.Now);
    }

    [Fact]
    public void numbers_versions_without_gaps() =>
        Decide(Given.ModelWithVersion.Model, FinishedRun()).ShouldHaveSingleItem().ShouldBeOfType<ModelVersionCreated>()
            .Version.ShouldBe(2);

    [Theory]
    [InlineData(RunStatus.Running)]
    [InlineData(RunStatus.Failed)]
    [InlineData(RunStatus.Killed)]
    public void refuses_a_run_that_has_not_finished(RunStatus status)
    {
        var run = FinishedRun();
        run.Status = status;

        Should.Throw<RuleBrokenException>(() => Decide(Given.RegisteredModel.Model, run)).Rule.ShouldBe("run-finished");
    }

    [Fact]
    public void refuses_a_run_without_a_model()
    {
        var run = FinishedRun();
        run.Model = null;

        Should.Throw<RuleBrokenException>(() => Decide(Given.RegisteredModel.Model, run)).Rule.ShouldBe("run-logged-model");
    }

    [Fact]
    public void refuses_an_unknown_model() => Should.Throw<NotFoundException>(() => Decide(null, FinishedRun()));

    private static IEnumerable<object> Decide(RegisteredModel? model, Run run) =>
        CreateModelVersion.Decide(
            model, new CreateModelVersionRequest { Model = Given.Model, RunId = run.RunId }, run, Given.Engineer, Given.Now);

    private static Contracts.Models.V1.InputRow Row(double value) => new() { Values = { value } };

    private static Run FinishedRun() => new()
    {
        RunId = "4f1d0c",
        Creator = Given.Author,
        Experiment = "bikes",
        Status = RunStatus.Finished,
        Params = { ["eta"] = "0.1" },
        Metrics = { new Metric { Key = "test_rmse", Value = 66.61, Step = 300 } },
        Inputs =
        {
            new DatasetInput { Dataset = "holidays", Version = 1, Digest = "sha256:dd", Context = "evaluation" },
            new DatasetInput { Dataset = "bike-training", Version = 3, Digest = "sha256:cc", Context = "training" },
        },
        Model = new LoggedModel
        {
            Path = "model",
            Digest = "sha256:aa",
            Flavor = "xgboost",
            Signature = new() { Inputs = { new Contracts.Models.V1.TensorSpec { Name = "temp", Datatype = "FP32", Shape = { -1 } } } },
            InputExample = new() { Columns = { "temp" }, Rows = { Row(0.5), Row(double.NaN) } },
            ReferenceProfileDigest = "sha256:bb",
        },
    };
}
