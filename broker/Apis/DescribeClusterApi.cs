using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Describes the single-node cluster.</summary>
internal sealed class DescribeClusterApi(Broker broker) : Api(ApiKey.DescribeCluster, 0, 1, 0)
{
    private const sbyte Brokers = 1;

    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        request.Body.Boolean();
        if (request.Version >= 1) request.Body.Int8();
        request.Body.Tags();

        response.Int32(0);
        response.Error(ErrorCode.None);
        response.String(null);
        if (request.Version >= 1) response.Int8(Brokers);
        response.String(broker.ClusterId);
        response.Int32(Broker.NodeId);
        response.Array([broker.Address], (w, address) =>
        {
            w.Int32(Broker.NodeId);
            w.String(address.Host);
            w.Int32(address.Port);
            w.String(null);
            w.Tags();
        });
        response.Int32(int.MinValue);
        response.Tags();
        return Task.CompletedTask;
    }
}
