using System.Collections.Immutable;
using V1 = MlOps.Contracts.Models.V1;

namespace MlOps.Registry.Models;

/// <summary>Maps signatures and input examples to and from the shared messages.</summary>
internal static class SignatureMessages
{
    public static V1.ModelSignature ToWire(this ModelSignature signature) => new()
    {
        Inputs = { signature.Inputs.Select(ToWire) },
        Outputs = { signature.Outputs.Select(ToWire) },
    };

    public static ModelSignature FromWire(this V1.ModelSignature signature) =>
        new([.. signature.Inputs.Select(FromWire)], [.. signature.Outputs.Select(FromWire)]);

    public static V1.InputExample ToWire(this InputExample example) => new()
    {
        Columns = { example.Columns },
        Rows = { example.Rows.Select(row => new V1.InputRow { Values = { row.Select(value => value ?? double.NaN) } }) },
    };

    public static InputExample FromWire(this V1.InputExample example) =>
        new([.. example.Columns], [.. example.Rows.Select(FromWire)]);

    private static V1.TensorSpec ToWire(TensorSpec tensor) =>
        new() { Name = tensor.Name, Datatype = tensor.Datatype, Shape = { tensor.Shape } };

    private static TensorSpec FromWire(V1.TensorSpec tensor) => new(tensor.Name, tensor.Datatype, [.. tensor.Shape]);

    private static ImmutableArray<double?> FromWire(V1.InputRow row) =>
        [.. row.Values.Select(value => double.IsNaN(value) ? (double?)null : value)];
}
