using Marten.Schema;

namespace Marten.Internal.Projections;

/// <summary>A projection that builds documents of one type.</summary>
internal interface IAggregateProjection
{
    Type AggregateType { get; }

    /// <summary>Whether a document's version is that of its stream; else it is the sequence of its last event.</summary>
    bool IsOfOneStream { get; }

    DocumentMapping? Mapping { get; set; }
}
