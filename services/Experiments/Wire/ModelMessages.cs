using System.Collections.Immutable;
using MlOps.Experiments.Tracking;
using Models = MlOps.Contracts.Models.V1;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Wire;

/// <summary>Logged models as the messages of the contract.</summary>
internal static class ModelMessages
{
    public static V1.LoggedModel ToWire(this LoggedModel model) => new()
    {
        Path = model.Path,
        Digest = model.Digest,
        Flavor = model.Flavor,
        Signature = model.Signature.ToWire(),
        InputExample = model.InputExample?.ToWire(),
        ReferenceProfileDigest = model.ReferenceProfileDigest,
    };

    public static Models.ModelSignature ToWire(this ModelSignature signature) => new()
    {
        Inputs = { signature.Inputs.Select(ToWire) },
        Outputs = { signature.Outputs.Select(ToWire) },
    };

    public static Models.InputExample ToWire(this InputExample example) => new()
    {
        Columns = { example.Columns },
        Rows = { example.Rows.Select(ToWire) },
    };

    private static Models.TensorSpec ToWire(TensorSpec tensor) =>
        new() { Name = tensor.Name, Datatype = tensor.Datatype, Shape = { tensor.Shape } };

    private static Models.InputRow ToWire(ImmutableArray<double?> row) => new() { Values = { row.Select(value => value ?? double.NaN) } };
}
