using System.Buffers.Binary;
using System.Diagnostics;
using static MlOps.Benchmarks.Broker.ProtocolConnection;

namespace MlOps.Benchmarks.Broker;

/// <summary>
/// Nothing but the protocol: sends requests made beforehand, with as many under way as librdkafka has, and looks only at the
/// headers of what it fetches. So the broker's speed shows, rather than a client's.
/// </summary>
internal sealed class ProtocolClient(string servers, ProduceRequests requests) : IBrokerClient
{
    private const int RequestsUnderWay = 5;
    private const int BytesPerFetch = 1 << 20;

    // After one topic with its name and one partition with its index.
    private static readonly int ResultStart = sizeof(int) + sizeof(short) + BrokerRun.Topic.Length + sizeof(int) + sizeof(int);

    public static void Partition0(BinaryWriter writer)
    {
        Int32(writer, 1);
        String(writer, BrokerRun.Topic);
        Int32(writer, 1);
        Int32(writer, 0);
    }

    public async Task<double> ProduceAsync(CancellationToken cancellation)
    {
        using var connection = await ConnectAsync(cancellation);
        using var room = new SemaphoreSlim(RequestsUnderWay);
        var start = Stopwatch.GetTimestamp();
        var sending = Task.Run(async () =>
        {
            for (var number = 0; number < requests.Batches.Count; number++)
            {
                await room.WaitAsync(cancellation);
                await connection.SendFileAsync(requests[number], cancellation);
            }
        }, cancellation);
        foreach (var batch in requests.Batches)
        {
            CheckProduced(await connection.ReceiveAsync(cancellation), batch);
            room.Release();
        }
        await sending;
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public async Task<double> FetchAsync(CancellationToken cancellation)
    {
        using var connection = await ConnectAsync(cancellation);
        var start = Stopwatch.GetTimestamp();
        for (var next = 0; next < requests.Batches.Count;)
        {
            foreach (var batch in Fetched(await connection.AskAsync(Fetch(requests.Batches[next].BaseOffset), cancellation)))
            {
                if (batch != requests.Batches[next]) throw new InvalidDataException($"{batch} is stored instead of {requests.Batches[next]}.");
                next++;
            }
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Has a broker forget the benchmark's topic.</summary>
    public static async Task DeleteTopicAsync(string servers, CancellationToken cancellation)
    {
        using var connection = new ProtocolConnection(servers);
        var answer = await connection.AskAsync(Request(20, 0, writer =>
        {
            Int32(writer, 1);
            String(writer, BrokerRun.Topic);
            Int32(writer, 30_000);
        }), cancellation);
        var error = BinaryPrimitives.ReadInt16BigEndian(answer.Span[^sizeof(short)..]);
        if (error != 0) throw new InvalidDataException($"Deleting the topic failed with error {error}.");
    }

    private async Task<ProtocolConnection> ConnectAsync(CancellationToken cancellation)
    {
        var connection = new ProtocolConnection(servers);
        // Asking for the metadata of a topic creates it.
        await connection.AskAsync(Request(3, 1, writer =>
        {
            Int32(writer, 1);
            String(writer, BrokerRun.Topic);
        }), cancellation);
        return connection;
    }

    private static byte[] Fetch(long offset) => Request(1, 4, writer =>
    {
        Int32(writer, -1); // not a replica
        Int32(writer, 500);
        Int32(writer, 1);
        Int32(writer, 50 << 20);
        writer.Write((byte)0);
        Partition0(writer);
        Int64(writer, offset);
        Int32(writer, BytesPerFetch);
    });

    private static void CheckProduced(ReadOnlyMemory<byte> answer, StoredBatch batch)
    {
        var result = answer.Span[ResultStart..];
        var (error, offset) = (BinaryPrimitives.ReadInt16BigEndian(result), BinaryPrimitives.ReadInt64BigEndian(result[2..]));
        if (error != 0 || offset != batch.BaseOffset) throw new InvalidDataException($"{batch} went to offset {offset}, error {error}.");
    }

    private static IEnumerable<StoredBatch> Fetched(ReadOnlyMemory<byte> answer)
    {
        var result = answer[(sizeof(int) + ResultStart)..];
        var error = BinaryPrimitives.ReadInt16BigEndian(result.Span);
        if (error != 0) throw new InvalidDataException($"Fetching failed with error {error}.");
        const int recordsStart = sizeof(short) + 2 * sizeof(long) + 2 * sizeof(int);
        return StoredBatch.In(result[recordsStart..]);
    }
}
