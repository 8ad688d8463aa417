using Google.Protobuf;
using Google.Rpc;
using MlOps.Experiments.Tracking;
using MlOps.Experiments.Training;
using MlOps.Experiments.Wire;
using MlOps.Operations;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Operations;

/// <summary>Trains a run. The operation has the run's id, and ends with the run.</summary>
internal sealed class TrainingOperation(TrainingJob job) : OperationKind<V1.StartTrainingRequest>
{
    public override string Name => StartTraining.Kind;

    protected override async Task<IMessage> RunAsync(
        V1.StartTrainingRequest request, OperationProgress progress, CancellationToken cancellation) =>
        (await job.RunAsync(request.RunId, progress, cancellation)).ToWire();

    protected override Task EndAsync(V1.StartTrainingRequest request, Status outcome, CancellationToken cancellation)
    {
        var status = outcome.Code == (int)Code.Cancelled ? RunStatus.Killed : RunStatus.Failed;
        return job.EndAsync(request.RunId, status, outcome.Message, cancellation);
    }
}
