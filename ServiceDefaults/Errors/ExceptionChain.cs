namespace MlOps.ServiceDefaults.Errors;

/// <summary>An exception and what caused it.</summary>
internal static class ExceptionChain
{
    /// <summary>The exception, its inner exception, and so on.</summary>
    public static IEnumerable<Exception> Of(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException) yield return exception;
    }
}
