using MlOps.Registry.Gates;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Models;

/// <summary>Limits how often one person can change a gate in a row.</summary>
internal static class GateChanges
{
    public static void Check(RegisteredModel model, GateRule changed, string gate)
    {
        if (changed.Earlier.Length <= Limits.SupersededGates) return;
        throw new RuleBrokenException("gate-changes", model.Name,
            $"{changed.ChangedBy} changed the gate '{gate}' too often in a row; somebody else must define or remove it first.");
    }
}
