namespace MlOps.ServiceDefaults.Errors;

/// <summary>
/// Translates a library's exceptions into the exceptions of this namespace, which have a status. Each building block that wraps a library
/// registers one.
/// </summary>
public interface IErrorTranslation
{
    /// <summary>The translated exception, which <see cref="StatusMap"/> knows; null if it is not an exception of this library.</summary>
    Exception? Translate(Exception exception);
}
