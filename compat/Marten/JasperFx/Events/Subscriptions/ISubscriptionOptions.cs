using JasperFx.Events.Projections;

namespace JasperFx.Events.Subscriptions;

/// <summary>What can be set of a subscription.</summary>
public interface ISubscriptionOptions : IEventFilterable
{
    /// <summary>Its name in the progression table.</summary>
    string Name { get; set; }

    /// <summary>From 2 on part of its name, so that a new version starts afresh.</summary>
    uint Version { get; set; }

    /// <summary>How the daemon runs it.</summary>
    AsyncOptions Options { get; }
}
