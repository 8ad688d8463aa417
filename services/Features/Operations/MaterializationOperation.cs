using Google.Protobuf;
using MlOps.Contracts.Features.V1;
using MlOps.Features.Definitions;
using MlOps.Features.Online;
using MlOps.Features.Wire;
using MlOps.Operations;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Operations;

/// <summary>Copies a window to the online store.</summary>
internal sealed class MaterializationOperation(Materialize materialize, StatusMap statuses) : OperationKind<MaterializeRequest>
{
    public override string Name => StartMaterialization.Kind;

    protected override async Task<IMessage> RunAsync(
        MaterializeRequest request, OperationProgress progress, CancellationToken cancellation) =>
        (await ExpectedVersion.EndsAsync(
            request.HasExpectedVersion, statuses, () => materialize.HandleAsync(request, progress, cancellation))).ToWire();
}
