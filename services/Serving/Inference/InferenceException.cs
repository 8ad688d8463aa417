namespace MlOps.Serving.Inference;

/// <summary>Why a request is not answered; each protocol has its own code for it.</summary>
internal enum InferenceFault
{
    NotFound,
    Invalid,
    TooLarge,
    Unavailable,
}

/// <summary>A request that cannot be answered, with a text for the caller.</summary>
internal sealed class InferenceException(InferenceFault fault, string message) : Exception(message)
{
    public InferenceFault Fault { get; } = fault;

    public static InferenceException Invalid(string message) => new(InferenceFault.Invalid, message);
}
