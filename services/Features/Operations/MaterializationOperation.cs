using Google.Protobuf;
using MlOps.Contracts.Features.V1;
using MlOps.Features.Online;
using MlOps.Features.Wire;
using MlOps.Operations;

namespace MlOps.Features.Operations;

/// <summary>Copies a window to the online store.</summary>
internal sealed class MaterializationOperation(Materialize materialize) : OperationKind<MaterializeRequest>
{
    public override string Name => StartMaterialization.Kind;

    protected override async Task<IMessage> RunAsync(
        MaterializeRequest request, OperationProgress progress, CancellationToken cancellation) =>
        (await materialize.HandleAsync(request, progress, cancellation)).ToWire();
}
