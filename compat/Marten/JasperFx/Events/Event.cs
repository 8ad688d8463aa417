namespace JasperFx.Events;

/// <summary>Wraps events, to give them metadata before they are appended.</summary>
public static class Event
{
    /// <summary>Wraps one event.</summary>
    public static IEvent<T> For<T>(T data)
        where T : notnull => new Event<T>(data);

    /// <summary>Wraps one event of a tenant.</summary>
    public static IEvent<T> For<T>(string tenantId, T data)
        where T : notnull => new Event<T>(data) { TenantId = tenantId };

    /// <summary>Wraps one event.</summary>
    public static IEvent<T> AsEvent<T>(this T data)
        where T : notnull => For(data);

    /// <summary>Sets the event's timestamp.</summary>
    public static IEvent AtTimestamp(this IEvent e, DateTimeOffset timestamp)
    {
        e.Timestamp = timestamp;
        return e;
    }

    /// <summary>Sets one header.</summary>
    public static IEvent WithHeader(this IEvent e, string key, object value)
    {
        e.SetHeader(key, value);
        return e;
    }
}

/// <summary>An event of a known type with its metadata; equal to another with the same <see cref="Id"/>.</summary>
public class Event<T> : IEvent<T>
    where T : notnull
{
    /// <summary>Wraps one event, with a new id.</summary>
    public Event(T data)
        : this(data, Guid.CreateVersion7())
    {
    }

    internal Event(T data, Guid id)
    {
        Data = data;
        Id = id;
    }

    /// <inheritdoc cref="IEvent{T}.Data"/>
    public T Data { get; set; }

    object IEvent.Data => Data;

    /// <inheritdoc/>
    public Type EventType => typeof(T);

    /// <inheritdoc/>
    public string EventTypeName { get; set; } = null!;

    /// <inheritdoc/>
    public string DotNetTypeName { get; set; } = null!;

    /// <inheritdoc/>
    public Guid Id { get; set; }

    /// <inheritdoc/>
    public Guid StreamId { get; set; }

    /// <inheritdoc/>
    public string? StreamKey { get; set; }

    /// <inheritdoc/>
    public long Version { get; set; }

    /// <inheritdoc/>
    public long Sequence { get; set; }

    /// <inheritdoc/>
    public DateTimeOffset Timestamp { get; set; }

    /// <inheritdoc/>
    public string TenantId { get; set; } = StorageConstants.DefaultTenantId;

    /// <inheritdoc/>
    public string? CausationId { get; set; }

    /// <inheritdoc/>
    public string? CorrelationId { get; set; }

    /// <inheritdoc/>
    public Dictionary<string, object>? Headers { get; set; }

    /// <inheritdoc/>
    public bool IsArchived { get; set; }

    /// <inheritdoc/>
    public string? AggregateTypeName { get; set; }

    /// <inheritdoc/>
    public string? UserName { get; set; }

    /// <inheritdoc/>
    public bool IsSkipped { get; set; }

    /// <inheritdoc/>
    public void SetHeader(string key, object value) => (Headers ??= [])[key] = value;

    /// <inheritdoc/>
    public object? GetHeader(string key) => Headers?.GetValueOrDefault(key);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Event<T> other && obj.GetType() == GetType() && Id == other.Id;

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();
}
