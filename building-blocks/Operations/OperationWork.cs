using Google.Protobuf;
using Google.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace MlOps.Operations;

/// <summary>Runs one leased operation and records its outcome.</summary>
internal sealed class OperationWork(IServiceProvider services, LeasedOperation leased, string kind)
{
    private readonly IOperationKind work = services.GetRequiredService<OperationKinds>().Find(kind);
    private readonly EndOperation end = services.GetRequiredService<EndOperation>();

    public async Task RunAsync(OperationProgress progress, CancellationToken cancellation)
    {
        var result = await work.RunAsync(leased.Id, leased.Request, progress, cancellation);
        var stored = await services.GetRequiredService<OperationResults>().StoreAsync(result, cancellation);
        await end.SucceededAsync(leased.Id, stored, cancellation);
    }

    public async Task FailAsync(Status status, CancellationToken cancellation)
    {
        await work.EndAsync(leased.Id, leased.Request, status, cancellation);
        await end.FailedAsync(leased.Id, new OperationError(status.Code, status.Message, status.ToByteArray()), cancellation);
    }
}
