using System.Collections.Immutable;

namespace MlOps.Registry.Models;

/// <summary>What a model takes and gives.</summary>
public sealed record ModelSignature(ImmutableArray<TensorSpec> Inputs, ImmutableArray<TensorSpec> Outputs);

/// <summary>One named tensor; -1 in its shape is the batch or another open dimension.</summary>
public sealed record TensorSpec(string Name, string Datatype, ImmutableArray<long> Shape);

/// <summary>Rows that show what a model takes; null is a missing value.</summary>
public sealed record InputExample(ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<double?>> Rows);
