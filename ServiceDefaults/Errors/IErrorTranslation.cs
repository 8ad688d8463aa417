namespace MlOps.ServiceDefaults.Errors;

/// <summary>
/// Says what an exception of a library means to a caller, in the exceptions of this namespace. Each project that brings a library in
/// registers its own.
/// </summary>
public interface IErrorTranslation
{
    /// <summary>The exception that <see cref="StatusMap"/> knows; null for one that is none of this library's.</summary>
    Exception? Translate(Exception exception);
}
