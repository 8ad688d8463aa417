namespace MlOps.Messaging;

/// <summary>The attributes of a wire event (CloudEvents 1.0) with the system's extensions; an unknown text is empty.</summary>
public record CloudEvent
{
    /// <summary>The id of the event (UUID); duplicates have the same id.</summary>
    public required string Id { get; init; }

    /// <summary>The full protobuf name of the wire event.</summary>
    public required string Type { get; init; }

    /// <summary>The publishing service, e.g. <c>/mlops/registry</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The stream key of the aggregate.</summary>
    public required string Subject { get; init; }

    /// <summary>When the event was recorded.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The subject of the caller that caused the event.</summary>
    public required string Actor { get; init; }

    /// <summary>The service that called on the actor's behalf.</summary>
    public string Via { get; init; } = "";

    /// <summary>The workspace of the caller.</summary>
    public required string Workspace { get; init; }

    /// <summary>The correlation id, shared by everything that one request led to.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>The id of the event that directly caused this one.</summary>
    public required string CausationId { get; init; }

    /// <summary>The reason that the caller gave.</summary>
    public required string Reason { get; init; }

    /// <summary>The global sequence number in the publishing service's event store.</summary>
    public required long Sequence { get; init; }

    /// <summary>The version of the aggregate's stream.</summary>
    public required long StreamVersion { get; init; }

    /// <summary>The W3C trace context of the publishing span.</summary>
    public required string? TraceParent { get; init; }
}
