using Grpc.Core;
using MlOps.Contracts.Messaging.V1;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.EventSourcing.DeadLetters;

/// <summary>The gRPC service <c>mlops.messaging.v1.DeadLetters</c>.</summary>
internal sealed class DeadLettersGrpcService(DeadLetterQueries letters, ReplayDeadLetter replay, DiscardDeadLetter discard)
    : Contracts.Messaging.V1.DeadLetters.DeadLettersBase
{
    private const int MaxConsumerLength = 128;

    public override async Task<ListDeadLettersResponse> ListDeadLetters(ListDeadLettersRequest request, ServerCallContext context)
    {
        new Faults().Length(request.Consumer, "consumer", MaxConsumerLength).ThrowIfAny();
        var page = await letters.ListAsync(
            PageRequest.Of(request.PageSize, request.PageToken, 20, 100), request.Consumer, request.ShowDecided, context.CancellationToken);
        var response = new ListDeadLettersResponse();
        response.NextPageToken = page.WriteTo(response.DeadLetters, DeadLetterMessages.ToWire);
        return response;
    }

    public override async Task<DeadLetter> ReplayDeadLetter(ReplayDeadLetterRequest request, ServerCallContext context) =>
        (await replay.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<DeadLetter> DiscardDeadLetter(DiscardDeadLetterRequest request, ServerCallContext context) =>
        (await discard.HandleAsync(request, context.CancellationToken)).ToWire();
}
