namespace Grpc.Wire;

/// <summary>An exception and what caused it, as the detail of a status.</summary>
internal static class ExceptionText
{
    public static string Of(Exception exception) => exception.InnerException is { } inner
        ? $"{exception.GetType().Name}: {exception.Message} {Of(inner)}"
        : $"{exception.GetType().Name}: {exception.Message}";
}
