namespace MlOps.Serving.Inference;

/// <summary>Why a request is not answered; each protocol has its own code for it.</summary>
internal enum InferenceFault
{
    NotFound,
    Invalid,
    TooLarge,
    Unavailable,
}

/// <summary>A request that cannot be answered, with a text of bounded length for the caller.</summary>
internal sealed class InferenceException(InferenceFault fault, string message) : Exception(Cut(message, MaxMessage))
{
    private const int MaxMessage = 600;
    private const int MaxName = 100;

    public InferenceFault Fault { get; } = fault;

    public static InferenceException Invalid(string message) => new(InferenceFault.Invalid, message);

    public static InferenceException NotFound(string message) => new(InferenceFault.NotFound, message);

    public static InferenceException OfInput(string input, string fault) => Invalid($"input '{Short(input)}' {fault}");

    public static InferenceException OfValue(string input, int index, string fault) =>
        Invalid($"input '{Short(input)}': value {index} {fault}");

    /// <summary>A name of the caller's, or its beginning.</summary>
    public static string Short(string name) => Cut(name, MaxName);

    // A surrogate pair is not split: half of one cannot be encoded.
    private static string Cut(string text, int length) =>
        text.Length <= length ? text : $"{text[..(char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1)]}…";
}
