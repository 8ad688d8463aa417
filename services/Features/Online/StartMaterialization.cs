using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.Features.Views;
using MlOps.Operations;
using MlOps.ServiceDefaults.Errors;
using Operation = MlOps.Contracts.Operations.V1.Operation;

namespace MlOps.Features.Online;

/// <summary>Checks a request for a materialization and queues it.</summary>
internal sealed class StartMaterialization(Mutations mutations, FeatureViewQueries views, OperationCalls operations, TimeProvider time)
{
    /// <summary>The kind of the operation.</summary>
    public const string Kind = "materialization";

    public async Task<Operation> HandleAsync(MaterializeRequest request, CancellationToken cancellation)
    {
        Check(request);
        if (await mutations.RepeatedAsync<MlOps.Operations.Operation>(request, cancellation) is { } repeated)
            return await operations.GetAsync(repeated.State.OperationId, cancellation);
        var view = (await views.GetAsync(request.FeatureView, cancellation)).Open();
        Materialize.WindowOf(request, view, time.GetUtcNow());
        return await operations.StartAsync(Kind, view.Id, view.Revision, request, cancellation);
    }

    /// <summary>What can be said of a request alone.</summary>
    public static void Check(MaterializeRequest request)
    {
        new Faults().Name(request.FeatureView, "feature_view").Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
    }
}
