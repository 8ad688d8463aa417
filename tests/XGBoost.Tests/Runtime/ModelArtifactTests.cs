using MlOps.Runtime;

namespace MlOps.XGBoost.Tests.Runtime;

public sealed class ModelArtifactTests : IDisposable
{
    private static readonly ModelManifest Manifest = new()
    {
        Flavor = "xgboost",
        ModelFile = "model.ubj",
        Signature = new([TensorSpec.Column("temp"), TensorSpec.Column("hour", Datatype.INT64)], [TensorSpec.Column("cnt")]),
        FlavorOptions = new Dictionary<string, string> { ["model_format"] = "ubj", ["xgb_version"] = "1.10" },
        RunId = "0e1",
        CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
        TrainingDataDigest = "sha256:" + new string('a', 64),
        CodeVersion = "12345",
        Environment = new Dictionary<string, string> { ["dotnet"] = "10.0" },
    };

    private readonly string directory = Directory.CreateTempSubdirectory("mlops-artifact-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void reads_what_it_wrote()
    {
        var profile = ReferenceProfile.Compute(["temp", "hour"], [1, 2, 3, float.NaN], 2) with { Label = ColumnProfile.Compute("cnt", [1, 2]) };
        var example = new InputExample(["temp", "hour"], [[0.5, null]]);
        ModelArtifact.Write(directory, Manifest, new byte[] { 1, 2 }, example, profile);

        var read = ModelArtifact.Read(directory);

        (read.Manifest with { FlavorOptions = Manifest.FlavorOptions, Environment = Manifest.Environment }).ShouldBe(Manifest);
        read.Manifest.FlavorOptions.ShouldBe(Manifest.FlavorOptions, ignoreOrder: true);
        read.Manifest.Environment.ShouldBe(Manifest.Environment);
        read.ReferenceProfile!.ToJson().ShouldBe(profile.ToJson());
        read.InputExample!.Columns.ShouldBe(example.Columns);
        read.InputExample.Data.Single().ShouldBe([0.5, null]);
        File.ReadAllBytes(read.ModelPath).ShouldBe([1, 2]);
    }

    [Fact]
    public void keeps_tensors_that_are_wider_than_a_column()
    {
        var signature = new ModelSignature([new TensorSpec("x", Datatype.FP32, [-1, 4])], [new TensorSpec("y", Datatype.FP64, [-1, 3])]);
        ModelArtifact.Write(directory, Manifest with { Signature = signature }, default);

        var read = ModelArtifact.Read(directory).Manifest.Signature;

        read.ShouldBe(signature);
        read.InputWidth.ShouldBe(4);
        read.ColumnNames.ShouldBe(["x[0]", "x[1]", "x[2]", "x[3]"]);
    }

    [Fact]
    public void reads_a_manifest_that_mlflow_wrote()
    {
        File.WriteAllText(Path.Combine(directory, "MLmodel"), """
            artifact_path: model
            env:
              conda: conda.yaml
            flavors:
              python_function:
                loader_module: mlflow.xgboost
                python_version: 3.11.2
              xgboost:
                code: null
                data: model.xgb
                model_class: xgboost.core.Booster
                xgb_version: 1.7.4
            mlflow_version: 2.9.2
            run_id: 7d0b0b4e
            signature:
              inputs: '[{"type": "double", "name": "temp", "required": true}, {"type": "long", "name": "hr", "required": true}]'
              outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1]}}]'
              params: null
            utc_time_created: '2026-01-02 03:04:05.678901'
            """);
        File.WriteAllBytes(Path.Combine(directory, "model.xgb"), [1]);

        var manifest = ModelArtifact.Read(directory).Manifest;

        manifest.Flavor.ShouldBe("xgboost");
        manifest.RunId.ShouldBe("7d0b0b4e");
        manifest.Signature.ShouldBe(new ModelSignature(
            [TensorSpec.Column("temp", Datatype.FP64), TensorSpec.Column("hr", Datatype.INT64)], [TensorSpec.Column("output-0")]));
    }

    [Theory]
    [InlineData("../outside.ubj")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../outside.ubj")]
    [InlineData(".")]
    public void refuses_a_model_file_outside_of_the_folder(string path)
    {
        Should.Throw<InvalidModelException>(() => ModelArtifact.Write(directory, Manifest with { ModelFile = path }, default)).Message.ShouldContain(path);
    }

    [Fact]
    public void refuses_a_link_out_of_the_folder()
    {
        ModelArtifact.Write(directory, Manifest, default);
        File.Delete(Path.Combine(directory, "model.ubj"));
        File.CreateSymbolicLink(Path.Combine(directory, "model.ubj"), "/etc/passwd");

        Should.Throw<InvalidModelException>(() => ModelArtifact.Read(directory)).Message.ShouldContain("model.ubj");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("flavors: [", "line")]
    [InlineData("flavors: {}", "0 flavors")]
    [InlineData("flavors: {xgboost: {}}", "flavors.xgboost.data")]
    [InlineData("flavors: {xgboost: {data: m}}", "no signature")]
    [InlineData("flavors: {xgboost: {data: m}}\nsignature: {inputs: 'nonsense', outputs: '[]'}", "signature's inputs")]
    [InlineData("flavors: {xgboost: {data: m}}\nsignature: {inputs: '[{\"type\":\"any\",\"name\":\"x\"}]', outputs: '[]'}", "'any'")]
    [InlineData("flavors: {xgboost: {data: m}}\nsignature: {inputs: '[]', outputs: '[]'}", "inputs, not 0")]
    [InlineData("flavors: {xgboost: {data: m}}\nsignature: {inputs: '[{\"type\":\"float\",\"name\":\"x\"}]', outputs: '[{\"type\":\"float\",\"name\":\"y\"}]'}", "'m' is missing")]
    public void names_what_is_wrong_with_a_manifest(string yaml, string fault)
    {
        File.WriteAllText(Path.Combine(directory, "MLmodel"), yaml);

        Should.Throw<InvalidModelException>(() => ModelArtifact.Read(directory)).Message.ShouldContain(fault);
    }
}
