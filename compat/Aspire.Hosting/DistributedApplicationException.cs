namespace Aspire.Hosting;

/// <summary>The application is described wrongly, or a part of it failed.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>Creates it without a message.</summary>
    public DistributedApplicationException()
    {
    }

    /// <summary>Creates it with a message.</summary>
    public DistributedApplicationException(string message) : base(message)
    {
    }

    /// <summary>Creates it with a message and a cause.</summary>
    public DistributedApplicationException(string message, Exception inner) : base(message, inner)
    {
    }
}

/// <summary>A parameter has neither a configured nor a default value.</summary>
public class MissingParameterValueException : DistributedApplicationException
{
    /// <summary>Creates it without a message.</summary>
    public MissingParameterValueException()
    {
    }

    /// <summary>Creates it with a message.</summary>
    public MissingParameterValueException(string message) : base(message)
    {
    }

    /// <summary>Creates it with a message and a cause.</summary>
    public MissingParameterValueException(string message, Exception inner) : base(message, inner)
    {
    }
}
