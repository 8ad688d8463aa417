using Google.Protobuf;
using Google.Rpc;
using MlOps.Contracts.Features.V1;
using MlOps.Features.TrainingSets;
using MlOps.Features.Wire;
using MlOps.Operations;

namespace MlOps.Features.Operations;

/// <summary>Makes a training set.</summary>
internal sealed class TrainingSetOperation(CreateTrainingSet create, TrainingSetPlans plans)
    : OperationKind<CreateTrainingSetRequest>
{
    public override string Name => StartTrainingSet.Kind;

    protected override async Task<IMessage> RunAsync(
        CreateTrainingSetRequest request, OperationProgress progress, CancellationToken cancellation)
    {
        var made = await create.HandleAsync(request, progress, cancellation);
        await plans.RemoveAsync(request.RequestId, cancellation);
        return made.ToWire();
    }

    protected override Task EndAsync(CreateTrainingSetRequest request, Status outcome, CancellationToken cancellation) =>
        plans.RemoveAsync(request.RequestId, cancellation);
}
