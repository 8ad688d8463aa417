using JasperFx.Events;

namespace Marten.Internal.Projections;

/// <summary>What an aggregate does with one event type; the functions are also given the projection, where there is one.</summary>
internal sealed class EventHandlers<TDoc>
{
    public Func<object?, IEvent, TDoc>? Create { get; set; }

    public Func<object?, TDoc, IEvent, TDoc>? Apply { get; set; }

    public Func<object?, TDoc, IEvent, bool>? ShouldDelete { get; set; }
}
