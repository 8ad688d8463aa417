using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Runtime;

namespace MlOps.MlNet.Tests;

public sealed class MlNetRuntimeTests
{
    private static readonly TrainedModel Model = new MlNetTrainer().Train(Algorithms.Spec("fast_tree", "regression", 5), Algorithms.Train("regression"));

    [Fact]
    public void says_what_made_the_model()
    {
        (Model.Flavor, Model.FileName).ShouldBe(("mlnet", "model.zip"));
        Model.FlavorOptions["trainer"].ShouldBe("fast_tree");
        Version.Parse(Model.FlavorOptions["mlnet_version"]).Major.ShouldBeGreaterThanOrEqualTo(5);
        Model.Signature.Outputs.ShouldBe([TensorSpec.Column("cnt")]);
    }

    [Fact]
    public void refuses_what_is_not_a_model()
    {
        var content = Model.Content.ToArray();

        foreach (var bytes in (byte[][])[[], [1, 2, 3], "{}"u8.ToArray(), content[..(content.Length / 2)], Zip(("a", [1])), Zip(("Schema", [1, 2])), Zip()])
            Should.Throw<InvalidModelException>(() => Load(bytes));
    }

    [Fact]
    public void a_damaged_model_is_refused_or_none_the_worse()
    {
        var random = new Random(1);
        var data = Algorithms.Evaluation("regression");
        using var sound = Load(Model.Content.ToArray());
        var expected = Algorithms.Predict(sound, data);
        var refused = 0;
        for (var i = 0; i < 300; i++)
        {
            var damaged = Model.Content.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                using var model = Load(damaged);
                Algorithms.Predict(model, data).ShouldBe(expected);
            }
            catch (InvalidModelException)
            {
                refused++;
            }
        }

        refused.ShouldBeInRange(150, 299);
    }

    [Fact]
    public void refuses_a_model_whose_parts_do_not_fit()
    {
        var entries = Unzip(Model.Content.ToArray());
        foreach (var (name, _) in entries.Where(entry => entry.Name.EndsWith("Model.key", StringComparison.Ordinal)))
        {
            (string, byte[])[] cut = [.. entries.Select(entry => entry.Name == name ? (entry.Name, entry.Content[..(entry.Content.Length / 2)]) : entry)];
            Should.Throw<InvalidModelException>(() => Load(Zip(cut)));
            Should.Throw<InvalidModelException>(() => Load(Zip([.. entries.Where(entry => entry.Name != name)])));
        }
    }

    [Fact]
    public void refuses_a_file_that_unpacks_to_more_than_is_allowed()
    {
        var file = new MemoryStream(Zip(("a", new byte[100_000]), ("b", new byte[100_000])));

        Should.Throw<InvalidModelException>(() => ModelZip.Check(file, maxBytes: 199_999)).Message.ShouldContain("199999");
        ModelZip.Check(file, maxBytes: 200_000);
        Should.Throw<InvalidModelException>(() => Load(Zip([.. Enumerable.Range(0, 257).Select(i => ($"{i}", Array.Empty<byte>()))]))).Message.ShouldContain("257 entries");
    }

    [Fact]
    public void a_file_unpacks_to_no_more_than_it_says()
    {
        var content = Zip(("a", new byte[100_000]));
        // The length in the central directory, whose place is told by the end of the file.
        BitConverter.GetBytes(10).CopyTo(content, BitConverter.ToInt32(content, content.Length - 6) + 24);

        Unzip(content).ShouldHaveSingleItem().Content.Length.ShouldBe(10);
    }

    [Fact]
    public void refuses_a_signature_that_the_model_contradicts()
    {
        var (inputs, outputs) = (Model.Signature.Inputs, Model.Signature.Outputs);

        Should.Throw<InvalidModelException>(() => Load(new ModelSignature([.. inputs.Skip(1)], outputs))).Message.ShouldContain("12 features");
        Should.Throw<InvalidModelException>(() => Load(new ModelSignature([.. inputs.Reverse()], outputs))).Message.ShouldContain("windspeed, hum");
        Should.Throw<InvalidModelException>(() => Load(new ModelSignature(inputs, [new("cnt", Datatype.FP32, [-1, 2])]))).Message.ShouldContain("1 value");
    }

    [Fact]
    public void refuses_a_model_that_does_not_make_one_number_of_a_vector()
    {
        var context = new MLContext();
        var schema = ModelSchema.Of(Model.Signature.ColumnNames);
        using var empty = new MemoryStream();
        context.Model.Save(new TransformerChain<ITransformer>(), schema, empty);
        using var without = new MemoryStream();
        var other = new DataViewSchema.Builder();
        other.AddColumn("Values", new VectorDataViewType(NumberDataViewType.Single, 12));
        context.Model.Save(new TransformerChain<ITransformer>(), other.ToSchema(), without);

        Should.Throw<InvalidModelException>(() => Load(empty.ToArray())).Message.ShouldContain("'Score'");
        Should.Throw<InvalidModelException>(() => Load(without.ToArray())).Message.ShouldContain("'Features'");
    }

    private static IModel Load(byte[] content) => MlNetRuntime.Load(new MemoryStream(content), Model.Signature);

    private static IModel Load(ModelSignature signature) => MlNetRuntime.Load(new MemoryStream(Model.Content.ToArray()), signature);

    private static List<(string Name, byte[] Content)> Unzip(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        return [.. archive.Entries.Select(entry =>
        {
            using var content = entry.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            return (entry.FullName, copy.ToArray());
        })];
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return file.ToArray();
    }
}
