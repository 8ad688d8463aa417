using JasperFx.Events;

namespace Marten.Services;

/// <summary>What a save has written.</summary>
public interface IChangeSet
{
    /// <summary>The documents stored or updated.</summary>
    IEnumerable<object> Updated { get; }

    /// <summary>The documents inserted.</summary>
    IEnumerable<object> Inserted { get; }

    /// <summary>The events appended, over all streams.</summary>
    IEnumerable<IEvent> GetEvents();

    /// <summary>The appends, by stream.</summary>
    IEnumerable<StreamAction> GetStreams();
}
