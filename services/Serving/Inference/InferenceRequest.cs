namespace MlOps.Serving.Inference;

/// <summary>One inference request, whichever protocol it came by.</summary>
/// <param name="ClientId">What the client calls it: recorded and echoed, nothing more.</param>
internal sealed record InferenceRequest(
    string Deployment, string? Version, string? ClientId, IReadOnlyList<Tensor> Inputs, IReadOnlyList<string> RequestedOutputs);

/// <summary>The answer: outputs row-major, one value per output column and row.</summary>
internal sealed record InferenceResult(
    string PredictionId, string? ClientId, string Deployment, string Version, int Rows, float[] Outputs,
    IReadOnlyList<OutputTensor> Tensors)
{
    /// <summary>The response parameter that carries <see cref="PredictionId"/>.</summary>
    public const string IdParameter = "prediction_id";

    /// <summary>The response header that carries <see cref="PredictionId"/>.</summary>
    public const string IdHeader = "mlops-prediction-id";

    /// <summary>The protocol's <c>id</c>: the request's where it had one.</summary>
    public string Id => string.IsNullOrEmpty(ClientId) ? PredictionId : ClientId;
}

/// <summary>One output tensor as a slice of every output row.</summary>
internal sealed record OutputTensor(string Name, string Datatype, long[] Shape, int Column, int Width, int RowWidth);
