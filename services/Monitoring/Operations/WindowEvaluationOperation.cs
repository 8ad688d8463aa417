using Google.Protobuf;
using MlOps.Monitoring.Windows;
using MlOps.Monitoring.Wire;
using MlOps.Operations;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Operations;

/// <summary>Evaluates a window that somebody asks for.</summary>
internal sealed class WindowEvaluationOperation(EvaluateWindow evaluate) : OperationKind<V1.EvaluateWindowRequest>
{
    public const string Kind = "window-evaluation";

    public override string Name => Kind;

    protected override async Task<IMessage> RunAsync(
        V1.EvaluateWindowRequest request, OperationProgress progress, CancellationToken cancellation) =>
        (await evaluate.HandleAsync(request, cancellation)).ToWire();
}
