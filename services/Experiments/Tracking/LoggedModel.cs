using System.Collections.Immutable;
using System.Text;

namespace MlOps.Experiments.Tracking;

/// <summary>A model folder that a run logged.</summary>
/// <param name="Path">Its artifact path.</param>
/// <param name="Digest">Digest of the folder's manifest in the blob store: equal folders are equal models.</param>
/// <param name="InputExample">The first rows of the folder's example, as far as <see cref="Limits.InputExampleBytes"/> go.</param>
public sealed record LoggedModel(
    string Path, string Digest, string Flavor, ModelSignature Signature, InputExample? InputExample, string ReferenceProfileDigest);

/// <summary>What a model takes and gives.</summary>
public sealed record ModelSignature(ImmutableArray<TensorSpec> Inputs, ImmutableArray<TensorSpec> Outputs)
{
    private const int TensorBytes = 20;
    private const int DimensionBytes = 10;

    /// <summary>The most bytes that it takes in a message.</summary>
    internal long MaxBytes() => Inputs.Concat(Outputs)
        .Sum(tensor => (long)Encoding.UTF8.GetByteCount(tensor.Name) + TensorBytes + (DimensionBytes * tensor.Shape.Length));
}

/// <summary>One named tensor; -1 in its shape is the batch or another open dimension.</summary>
public sealed record TensorSpec(string Name, string Datatype, ImmutableArray<long> Shape);

/// <summary>Rows that show what a model takes; null is a missing value.</summary>
public sealed record InputExample(ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<double?>> Rows);
