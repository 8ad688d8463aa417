using Google.Protobuf;
using Google.Rpc;
using MlOps.Contracts.Features.V1;
using MlOps.Features.Definitions;
using MlOps.Features.Wire;
using MlOps.Operations;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.TrainingSets;

/// <summary>Makes a training set.</summary>
internal sealed class TrainingSetOperation(CreateTrainingSet create, TrainingSetPlans plans, StatusMap statuses)
    : OperationKind<CreateTrainingSetRequest>
{
    public const string Kind = "training-set";

    public override string Name => Kind;

    protected override async Task<IMessage> RunAsync(
        CreateTrainingSetRequest request, OperationProgress progress, CancellationToken cancellation)
    {
        var made = await ExpectedVersion.EndsAsync(
            request.HasExpectedVersion, statuses, () => create.HandleAsync(request, progress, cancellation));
        await plans.RemoveAsync(request.RequestId, cancellation);
        return made.ToWire();
    }

    protected override Task EndAsync(CreateTrainingSetRequest request, Status outcome, CancellationToken cancellation) =>
        plans.RemoveAsync(request.RequestId, cancellation);
}
