namespace Marten.Exceptions;

/// <summary>A stream was to be started that exists.</summary>
public class ExistingStreamIdCollisionException : MartenException
{
    /// <summary>Names the stream.</summary>
    public ExistingStreamIdCollisionException(object id, Type? aggregateType)
        : base($"Stream #{id} already exists in the database")
    {
        Id = id;
        AggregateType = aggregateType;
    }

    /// <summary>The stream's id or key.</summary>
    public object Id { get; }

    /// <summary>The aggregate type that it was to be started with.</summary>
    public Type? AggregateType { get; }
}
