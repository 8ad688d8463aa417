namespace MlOps.Messaging;

/// <summary>The attributes of a wire event (CloudEvents 1.0), extensions included; a text that is not known is empty.</summary>
public record CloudEvent
{
    /// <summary>Id of the event (UUID); the same in a duplicate.</summary>
    public required string Id { get; init; }

    /// <summary>Full protobuf name of the wire event.</summary>
    public required string Type { get; init; }

    /// <summary>The publishing service, e.g. <c>/mlops/registry</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Stream key of the aggregate.</summary>
    public required string Subject { get; init; }

    /// <summary>When the event was recorded.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who caused it.</summary>
    public required string Actor { get; init; }

    public required string Workspace { get; init; }

    public required string CorrelationId { get; init; }

    public required string CausationId { get; init; }

    public required string Reason { get; init; }

    /// <summary>Global position in the publishing service's store.</summary>
    public required long Sequence { get; init; }

    /// <summary>Version of the aggregate's stream.</summary>
    public required long StreamVersion { get; init; }

    /// <summary>W3C trace context of the publishing span.</summary>
    public required string? TraceParent { get; init; }
}
