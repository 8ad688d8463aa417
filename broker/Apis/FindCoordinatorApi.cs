using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Returns the coordinator of a group, which is the only node. There is no transaction coordinator.</summary>
internal sealed class FindCoordinatorApi(Broker broker) : Api(ApiKey.FindCoordinator, 0, 6, 3)
{
    private const sbyte GroupKey = 0;

    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var (body, version) = (request.Body, request.Version);
        var keys = version <= 3 ? [body.String()] : new List<string>();
        var type = version >= 1 ? body.Int8() : GroupKey;
        if (version >= 4) keys = body.Array(key => key.String());
        body.Tags();

        var error = type == GroupKey ? ErrorCode.None : ErrorCode.TransactionalIdAuthorizationFailed;
        var message = type == GroupKey ? null : "This broker does not support transactions.";
        if (version >= 1) response.Int32(0);
        if (version <= 3)
        {
            response.Error(error);
            if (version >= 1) response.String(message);
            WriteNode(response, error);
        }
        else
        {
            response.Array(keys, (w, key) =>
            {
                w.String(key);
                WriteNode(w, error);
                w.Error(error);
                w.String(message);
                w.Tags();
            });
        }

        response.Tags();
        return Task.CompletedTask;
    }

    private void WriteNode(ResponseWriter response, ErrorCode error)
    {
        var known = error == ErrorCode.None;
        response.Int32(known ? Broker.NodeId : -1);
        response.String(known ? broker.Address.Host : "");
        response.Int32(known ? broker.Address.Port : -1);
    }
}
