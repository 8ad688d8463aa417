using MlOps.Lineage.Graph;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Lineage.Wire;

/// <summary>
/// What a caller sees of prediction nodes: with <c>lineage.predictions.read_all</c> all of it, otherwise who asked and for which entity
/// only of predictions of their own. That a prediction exists, and which version answered it, every reader of the graph sees.
/// </summary>
internal sealed record PredictionSight(Caller Caller, bool SeesAll)
{
    private const string Permission = "lineage.predictions.read_all";
    private const string AskedBy = "asked_by";

    public static PredictionSight OfCaller() => new(Caller.Current, Caller.Current.May(Permission));

    /// <exception cref="ServiceDefaults.Errors.PermissionDeniedException">The caller does not see the predictions of others.</exception>
    public void DemandAll()
    {
        if (!SeesAll) Caller.Demand(Permission);
    }

    /// <summary>Whether the caller sees what is known of a node beside that it is there.</summary>
    public bool Sees(GraphNode node) =>
        SeesAll || NodeId.KindOf(node.Id) != NodeId.PredictionKind || node.Attributes.GetValueOrDefault(AskedBy) == Caller.Subject;
}
