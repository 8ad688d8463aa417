using System.Linq.Expressions;

namespace JasperFx.Events.Protected;

/// <summary>Chooses the events that masking rules are applied to.</summary>
public interface IEventDataMasking
{
    /// <summary>Only events of one tenant.</summary>
    IEventDataMasking ForTenant(string tenantId);

    /// <summary>All events of a stream.</summary>
    IEventDataMasking IncludeStream(Guid streamId);

    /// <inheritdoc cref="IncludeStream(Guid)"/>
    IEventDataMasking IncludeStream(string streamKey);

    /// <summary>Some events of a stream.</summary>
    IEventDataMasking IncludeStream(Guid streamId, Func<IEvent, bool> filter);

    /// <inheritdoc cref="IncludeStream(Guid, Func{IEvent, bool})"/>
    IEventDataMasking IncludeStream(string streamKey, Func<IEvent, bool> filter);

    /// <summary>Events by their metadata.</summary>
    IEventDataMasking IncludeEvents(Expression<Func<IEvent, bool>> filter);

    /// <summary>A header that masked events get.</summary>
    IEventDataMasking AddHeader(string key, object value);
}
