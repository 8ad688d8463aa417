namespace JasperFx.Events.Projections;

/// <summary>A projection is declared in a way that cannot work.</summary>
public class InvalidProjectionException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public InvalidProjectionException(string message)
        : base(message)
    {
    }

    /// <summary>Says all that is wrong.</summary>
    public InvalidProjectionException(string[] messages)
        : base(string.Join(Environment.NewLine, messages))
    {
    }
}
