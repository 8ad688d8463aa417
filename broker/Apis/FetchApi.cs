using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;

namespace MlOps.Broker.Apis;

/// <summary>Reads record batches; long-polls until the minimum size is available or the maximum wait has passed.</summary>
/// <remarks>Fetch sessions are declined, as the protocol allows: every request names all its partitions.</remarks>
internal sealed class FetchApi(Broker broker) : Api(ApiKey.Fetch, 4, 17, 12)
{
    public override async Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var fetch = Read(request.Body, request.Version);
        if (fetch.SessionId != 0)
        {
            Write(response, request.Version, ErrorCode.FetchSessionIdNotFound, fetch, []);
            return;
        }

        var logs = fetch.Partitions.ConvertAll(Find);
        var results = ReadAll(fetch, logs);
        if (!IsEnough(results, fetch.MinBytes) && fetch.MaxWait > TimeSpan.Zero)
            results = await WaitAsync(fetch, logs, results, cancellationToken);
        Write(response, request.Version, ErrorCode.None, fetch, results);
    }

    private static Wanted Read(RequestReader body, short version)
    {
        if (version <= 14) body.Int32();
        var maxWait = TimeSpan.FromMilliseconds(Math.Max(0, body.Int32()));
        var minBytes = body.Int32();
        var maxBytes = body.Int32();
        body.Int8();
        var sessionId = version >= 7 ? body.Int32() : 0;
        if (version >= 7) body.Int32();
        var partitions = new List<WantedPartition>();
        body.Array(topic =>
        {
            var name = version <= 12 ? topic.String() : null;
            var id = version >= 13 ? topic.Uuid() : Guid.Empty;
            topic.Array(partition =>
            {
                var index = partition.Int32();
                var leaderEpoch = version >= 9 ? partition.Int32() : -1;
                var offset = partition.Int64();
                if (version >= 12) partition.Int32();
                if (version >= 5) partition.Int64();
                partitions.Add(new WantedPartition(name, id, index, leaderEpoch, offset, partition.Int32()));
                return partition.Structure(0);
            });
            return topic.Structure(0);
        });
        if (version >= 7)
        {
            body.Array(forgotten =>
            {
                if (version <= 12) forgotten.String();
                else forgotten.Uuid();
                forgotten.Array(partition => partition.Int32());
                return forgotten.Structure(0);
            });
        }

        if (version >= 11) body.String();
        body.Tags();
        return new Wanted(maxWait, minBytes, maxBytes, sessionId, partitions);
    }

    private static List<ReadResult> ReadAll(Wanted fetch, List<(PartitionLog? Log, ErrorCode Error)> logs)
    {
        var results = new List<ReadResult>(logs.Count);
        var left = fetch.MaxBytes;
        for (var i = 0; i < logs.Count; i++)
        {
            var partition = fetch.Partitions[i];
            var maxBytes = Math.Max(0, Math.Min(left, partition.MaxBytes));
            var result = logs[i].Error != ErrorCode.None
                ? new ReadResult(logs[i].Error, null, -1, -1)
                : logs[i].Log!.Read(partition.Offset, maxBytes, wholeFirstBatch: left == fetch.MaxBytes);
            left -= result.Slice?.Length ?? 0;
            results.Add(result);
        }

        return results;
    }

    private static bool IsEnough(List<ReadResult> results, int minBytes) =>
        results.Exists(result => result.Error != ErrorCode.None) || results.Sum(result => (long)(result.Slice?.Length ?? 0)) >= minBytes;

    private async Task<List<ReadResult>> WaitAsync(
        Wanted fetch, List<(PartitionLog? Log, ErrorCode Error)> logs, List<ReadResult> results, CancellationToken cancellationToken)
    {
        var arrival = new DataArrival();
        var started = broker.Time.GetTimestamp();
        foreach (var (log, _) in logs) log!.Subscribe(arrival);
        try
        {
            var inTime = true;
            while (inTime)
            {
                Release(results);
                arrival.Reset();
                results = ReadAll(fetch, logs);
                var left = fetch.MaxWait - broker.Time.GetElapsedTime(started);
                if (left <= TimeSpan.Zero || IsEnough(results, fetch.MinBytes)) break;
                try
                {
                    inTime = await arrival.WaitAsync(left, broker.Time, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    Release(results);
                    throw;
                }
            }
        }
        finally
        {
            foreach (var (log, _) in logs) log!.Unsubscribe(arrival);
        }

        return results;
    }

    private static void Release(List<ReadResult> results)
    {
        foreach (var result in results) result.Slice?.File.Release();
    }

    private static void Write(ResponseWriter response, short version, ErrorCode error, Wanted fetch, List<ReadResult> results)
    {
        response.Int32(0);
        if (version >= 7)
        {
            response.Error(error);
            response.Int32(0);
        }

        var answers = fetch.Partitions.Zip(results).GroupBy(pair => (pair.First.Topic, pair.First.TopicId)).ToList();
        response.Array(answers, (w, topic) =>
        {
            if (version <= 12) w.String(topic.Key.Topic);
            else w.Uuid(topic.Key.TopicId);
            w.Array([.. topic], (p, pair) =>
            {
                p.Int32(pair.First.Index);
                p.Error(pair.Second.Error);
                p.Int64(pair.Second.HighWatermark);
                p.Int64(pair.Second.HighWatermark);
                if (version >= 5) p.Int64(pair.Second.StartOffset);
                p.Array<int>([], (_, _) => { });
                if (version >= 11) p.Int32(-1);
                p.Records(pair.Second.Slice is { } slice ? [slice] : []);
                p.Tags();
            });
            w.Tags();
        });
        response.Tags();
    }

    private (PartitionLog? Log, ErrorCode Error) Find(WantedPartition wanted)
    {
        var topic = wanted.Topic is { } name ? broker.Topics.Find(name) : broker.Topics.Find(wanted.TopicId);
        if (topic is null) return (null, wanted.Topic is null ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition);
        if (topic.Partition(wanted.Index) is not { } log) return (null, ErrorCode.UnknownTopicOrPartition);
        return (log, LeaderEpochs.Check(wanted.LeaderEpoch));
    }

    private sealed record Wanted(TimeSpan MaxWait, int MinBytes, int MaxBytes, int SessionId, List<WantedPartition> Partitions);

    private readonly record struct WantedPartition(string? Topic, Guid TopicId, int Index, int LeaderEpoch, long Offset, int MaxBytes);
}
