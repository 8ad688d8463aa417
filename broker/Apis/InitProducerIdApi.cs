using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Allocates the id of an idempotent producer; transactional ids are refused.</summary>
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

        var (error, id) = isTransactional ? (ErrorCode.TransactionalIdAuthorizationFailed, -1) : Next();
        response.Int32(0);
        response.Error(error);
        response.Int64(id);
        response.Int16(id < 0 ? (short)-1 : (short)0);
        response.Tags();
        return Task.CompletedTask;
    }

    private (ErrorCode Error, long Id) Next()
    {
        try
        {
            return (ErrorCode.None, broker.ProducerIds.Next());
        }
        catch (IOException)
        {
            return (ErrorCode.CoordinatorNotAvailable, -1);
        }
    }
}
