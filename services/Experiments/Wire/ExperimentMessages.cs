using Google.Protobuf.WellKnownTypes;
using MlOps.Experiments.Tracking;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Wire;

/// <summary>Experiments as the messages of the contract.</summary>
internal static class ExperimentMessages
{
    public static V1.Experiment ToWire(this Experiment experiment) => new()
    {
        Name = experiment.Name,
        Description = experiment.Description,
        Tags = { experiment.Tags },
        CreateTime = experiment.CreatedAt.ToTimestamp(),
        Creator = experiment.CreatedBy,
        Revision = experiment.Revision,
        Archived = experiment.Archived,
    };
}
