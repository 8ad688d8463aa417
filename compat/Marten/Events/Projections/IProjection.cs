using JasperFx.Events.Projections;

namespace Marten.Events.Projections;

/// <summary>A projection written by hand.</summary>
public interface IProjection : IJasperFxProjection<IDocumentOperations>
{
}
