using System.Net;
using System.Net.Sockets;
using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>The handlers of all supported requests.</summary>
internal sealed class ApiTable
{
    private readonly Dictionary<ApiKey, Api> apis;

    public ApiTable(Broker broker) => apis = new Api[]
    {
        new ProduceApi(broker),
        new FetchApi(broker),
        new ListOffsetsApi(broker),
        new MetadataApi(broker),
        new OffsetCommitApi(broker),
        new OffsetFetchApi(broker),
        new FindCoordinatorApi(broker),
        new JoinGroupApi(broker),
        new HeartbeatApi(broker),
        new LeaveGroupApi(broker),
        new SyncGroupApi(broker),
        new ApiVersionsApi(this),
        new CreateTopicsApi(broker),
        new InitProducerIdApi(broker),
        new OffsetForLeaderEpochApi(broker),
        new DeleteTopicsApi(broker),
        new CreatePartitionsApi(broker),
        new DeleteRecordsApi(broker),
        new DescribeGroupsApi(broker),
        new ListGroupsApi(broker),
        new DeleteGroupsApi(broker),
        new DescribeConfigsApi(broker),
        new AlterConfigsApi(broker),
        new IncrementalAlterConfigsApi(broker),
        new DescribeClusterApi(broker),
    }.ToDictionary(api => api.Key);

    public IEnumerable<Api> All => apis.Values.OrderBy(api => api.Key);

    /// <summary>Reads the header of a request; an unsupported request or version is malformed.</summary>
    public (Request Request, Api Api) ReadHeader(ReadOnlyMemory<byte> frame, Socket socket)
    {
        var reader = new RequestReader(frame);
        var key = (ApiKey)reader.Int16();
        var version = reader.Int16();
        var correlationId = reader.Int32();
        if (!apis.TryGetValue(key, out var api)) throw new MalformedRequestException($"the API key {(short)key} is not supported");

        // An unsupported version of ApiVersions is answered in version 0, so that a newer client can fall back.
        var supported = version >= api.MinVersion && version <= api.MaxVersion;
        if (!supported && key != ApiKey.ApiVersions)
            throw new MalformedRequestException($"version {version} of {key} is not supported");

        var clientId = reader.NullableLegacyString() ?? "";
        reader.Flexible = supported && version >= api.FlexibleFrom;
        reader.Tags();
        var host = (socket.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "";
        return (new Request(key, supported ? version : (short)-1, correlationId, clientId, $"/{host}", reader), api);
    }
}
