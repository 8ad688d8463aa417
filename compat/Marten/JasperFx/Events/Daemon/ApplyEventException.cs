namespace JasperFx.Events.Daemon;

/// <summary>A projection failed on an event.</summary>
public class ApplyEventException : Exception
{
    /// <summary>Names the event and the failure.</summary>
    public ApplyEventException(IEvent @event, Exception innerException)
        : base($"Failure to apply event #{@event.Sequence} Id({@event.Id})", innerException) => Event = @event;

    /// <summary>The event.</summary>
    public IEvent Event { get; }
}
