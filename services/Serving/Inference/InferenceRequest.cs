namespace MlOps.Serving.Inference;

/// <summary>One inference request, whichever protocol it came by.</summary>
internal sealed record InferenceRequest(string Deployment, string? Version, string? Id, IReadOnlyList<Tensor> Inputs, IReadOnlyList<string> RequestedOutputs);

/// <summary>The answer: outputs row-major, one value per output column and row.</summary>
internal sealed record InferenceResult(string RequestId, string Deployment, string Version, int Rows, float[] Outputs, IReadOnlyList<OutputTensor> Tensors);

/// <summary>One output tensor as a slice of every output row.</summary>
internal sealed record OutputTensor(string Name, string Datatype, long[] Shape, int Column, int Width, int RowWidth);
