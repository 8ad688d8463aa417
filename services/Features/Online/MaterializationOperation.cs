using Google.Protobuf;
using MlOps.Contracts.Features.V1;
using MlOps.Features.Definitions;
using MlOps.Features.Wire;
using MlOps.Operations;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Online;

/// <summary>Copies a window to the online store.</summary>
internal sealed class MaterializationOperation(Materialize materialize, StatusMap statuses) : OperationKind<MaterializeRequest>
{
    public const string Kind = "materialization";

    public override string Name => Kind;

    protected override async Task<IMessage> RunAsync(
        MaterializeRequest request, OperationProgress progress, CancellationToken cancellation) =>
        (await ExpectedVersion.EndsAsync(
            request.HasExpectedVersion, statuses, () => materialize.HandleAsync(request, progress, cancellation))).ToWire();
}
