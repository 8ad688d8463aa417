namespace Marten.Exceptions;

/// <summary>A stream that must exist does not.</summary>
public class NonExistentStreamException : MartenException
{
    /// <summary>Names the stream.</summary>
    public NonExistentStreamException(object id)
        : base($"Attempt to append to a nonexistent event stream '{id}'") => Id = id;

    /// <summary>The stream's id or key.</summary>
    public object Id { get; }
}
