using KafkaBroker.Protocol;

namespace KafkaBroker.Apis;

/// <summary>Gives an idempotent producer its id. There are no transactions.</summary>
internal sealed class InitProducerIdApi(Broker broker) : Api(ApiKey.InitProducerId, 0, 5, 2)
{
    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var body = request.Body;
        var isTransactional = body.NullableString() is not null;
        body.Int32();
        if (request.Version >= 3)
        {
            body.Int64();
            body.Int16();
        }

        body.Tags();

        response.Int32(0);
        response.Error(isTransactional ? ErrorCode.TransactionalIdAuthorizationFailed : ErrorCode.None);
        response.Int64(isTransactional ? -1 : broker.ProducerIds.Next());
        response.Int16(isTransactional ? (short)-1 : (short)0);
        response.Tags();
        return Task.CompletedTask;
    }
}
