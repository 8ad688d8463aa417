using System.Text;
using MlOps.Broker.Files;
using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace MlOps.Broker.Tests;

public sealed class PartitionLogTests : IDisposable
{
    private readonly string directory = Path.Combine(Directory.CreateTempSubdirectory("mlops-test-log-").FullName, "0");
    private readonly GroupCommit commit = new(FsyncPolicy.Group, TimeSpan.FromSeconds(1));
    private readonly SetTime time = new();
    private TopicConfig config = TopicConfig.Default;
    private PartitionLog log;

    public PartitionLogTests() => log = Open();

    [Fact]
    public async Task records_are_invisible_until_they_are_durable()
    {
        Append(Batch(["a"]));

        log.Read(0, 1000, true).Slice.ShouldBeNull();
        (log.HighWatermark, log.EndOffset).ShouldBe((0, 1));
        await commit.EnlistAsync(log);
        log.HighWatermark.ShouldBe(1);
        Values(0).ShouldBe(["a"]);
    }

    [Fact]
    public async Task every_offset_is_found_across_segments_and_after_reopening()
    {
        config = Config(("segment.bytes", "20000"));
        for (var i = 0; i < 400; i++) Append(Batch([$"{i}-0", $"{i}-1", new string('x', 150)]));
        await commit.EnlistAsync(log);
        Directory.GetFiles(directory, "*.log").Length.ShouldBeGreaterThan(3);

        foreach (var index in Directory.GetFiles(directory, "*.index").Take(1)) File.Delete(index);
        log.Close();
        log = Open();

        log.EndOffset.ShouldBe(1200);
        for (var offset = 0; offset < 1200; offset++) FirstBatch(offset).BaseOffset.ShouldBe(offset / 3 * 3);
        log.Read(1200, 1000, true).Error.ShouldBe(ErrorCode.None);
        log.Read(1201, 1000, true).Error.ShouldBe(ErrorCode.OffsetOutOfRange);
    }

    [Fact]
    public void first_batch_comes_whole_however_little_is_asked_for()
    {
        var batch = Batch([new string('x', 5000)]);
        Append(batch);
        log.Flush();

        Length(log.Read(0, 10, wholeFirstBatch: true)).ShouldBe(batch.Length);
        Length(log.Read(0, 10, wholeFirstBatch: false)).ShouldBe(10);
        log.Read(0, 0, wholeFirstBatch: false).Slice.ShouldBeNull();
    }

    [Fact]
    public void retries_of_an_idempotent_producer_are_stored_once_even_after_a_restart()
    {
        for (var sequence = 0; sequence < 4; sequence++) Append(Batch([$"{sequence}"], producer: 7, sequence: sequence));
        log.Flush();
        log.Close();
        log = Open();

        Append(Batch(["2"], producer: 7, sequence: 2)).BaseOffset.ShouldBe(2);
        Append(Batch(["9"], producer: 7, sequence: 9)).Error.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        Append(Batch(["4"], producer: 7, sequence: 4)).BaseOffset.ShouldBe(4);
        Append(Batch(["n"], producer: 7, sequence: 0, epoch: 1)).BaseOffset.ShouldBe(5);
        Append(Batch(["5"], producer: 7, sequence: 5)).Error.ShouldBe(ErrorCode.InvalidProducerEpoch);
    }

    [Fact]
    public void sequences_are_known_from_the_snapshot_once_their_segment_is_sealed()
    {
        config = Config(("segment.bytes", "300"));
        Append(Batch(["first"], producer: 7, sequence: 0));
        for (var i = 0; i < 10; i++) Append(Batch([new string('x', 200)]));
        log.Flush();
        log.Close();
        log = Open();

        Append(Batch(["first"], producer: 7, sequence: 0)).BaseOffset.ShouldBe(0);
        Append(Batch(["third"], producer: 7, sequence: 2)).Error.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
    }

    [Fact]
    public void sequences_wrap_around()
    {
        Append(Batch(["a", "b"], producer: 7, sequence: int.MaxValue - 1));

        Append(Batch(["c"], producer: 7, sequence: 0)).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void old_segments_go_by_time_and_by_size()
    {
        config = Config(("segment.bytes", "1000"), ("retention.ms", "60000"));
        for (var i = 0; i < 20; i++) Append(Batch([new string('x', 200)]));
        log.Flush();
        log.Clean();
        log.StartOffset.ShouldBe(0);

        time.Now += TimeSpan.FromSeconds(61);
        log.Clean();
        (log.StartOffset, log.EndOffset, log.HighWatermark).ShouldBe((20, 20, 20));

        config = Config(("segment.bytes", "1000"), ("retention.bytes", "2000"));
        for (var i = 0; i < 20; i++) Append(Batch([new string('x', 200)]));
        log.Flush();
        log.Clean();
        log.Size.ShouldBeInRange(2000, 3000);
        FirstBatch(log.StartOffset).BaseOffset.ShouldBe(log.StartOffset);
        log.Close();
        var start = log.StartOffset;
        log = Open();
        (log.StartOffset, log.EndOffset).ShouldBe((start, 40));
    }

    [Fact]
    public void compaction_keeps_the_newest_of_each_key_and_every_offset()
    {
        config = Config(("segment.bytes", "2000"), ("cleanup.policy", "compact"), ("delete.retention.ms", "1000"));
        for (var round = 0; round < 20; round++)
        {
            for (var key = 0; key < 5; key++) Append(Batch([$"{round}", "other"], key: $"k{key}"));
        }

        Append(Tombstone("k0"));
        for (var i = 0; i < 60; i++) Append(Batch([$"late {i}"], key: "z"));
        log.Flush();
        var end = log.EndOffset;
        var before = log.Size;
        time.Now += TimeSpan.FromSeconds(2);

        log.Clean();

        log.Size.ShouldBeLessThan(before / 2);
        Check();
        log.Close();
        log = Open();
        Check();

        void Check()
        {
            (log.StartOffset, log.EndOffset).ShouldBe((0, end));
            var kept = Records().ToList();
            kept.Select(r => r.Offset).ShouldBe(kept.Select(r => r.Offset).Order());
            kept.Where(r => r.Key == "k0").ShouldBeEmpty();
            foreach (var key in new[] { "k1", "k2", "k3", "k4" }) kept.Where(r => r.Key == key).Select(r => r.Value).ShouldBe(["other"]);
            kept[^1].Value.ShouldBe("late 59");
        }
    }

    [Fact]
    public void deleted_segment_can_still_be_sent_to_its_reader()
    {
        config = Config(("segment.bytes", "300"));
        Append(Batch(["kept open"]));
        for (var i = 0; i < 5; i++) Append(Batch([new string('x', 200)]));
        log.Flush();
        var slice = log.Read(0, 1000, true).Slice!.Value;

        log.DeleteBefore(4);

        log.Read(0, 1000, true).Error.ShouldBe(ErrorCode.OffsetOutOfRange);
        Encoding.UTF8.GetString(Bytes(slice)).ShouldContain("kept open");
    }

    public void Dispose()
    {
        commit.Dispose();
        log.Close();
        Directory.Delete(Path.GetDirectoryName(directory)!, recursive: true);
    }

    private static TopicConfig Config(params (string Name, string Value)[] settings) => new(settings.ToDictionary(s => s.Name, s => s.Value));

    private static int Length(ReadResult read)
    {
        var length = read.Slice!.Value.Length;
        read.Slice.Value.File.Release();
        return length;
    }

    private static byte[] Bytes(FileSlice slice)
    {
        var bytes = new byte[slice.Length];
        RandomAccess.Read(slice.File.Handle, bytes, slice.Position).ShouldBe(slice.Length);
        slice.File.Release();
        return bytes;
    }

    private byte[] Batch(string[] values, string key = "key", long producer = -1, int sequence = -1, short epoch = 0)
    {
        var writer = new RecordBatchWriter();
        foreach (var value in values) writer.Add(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
        var now = time.Now.ToUnixTimeMilliseconds();
        return writer.Finish(new RecordBatchHeader(0, 0, 2, 0, 0, values.Length - 1, now, now, producer, producer < 0 ? (short)-1 : epoch, sequence, values.Length));
    }

    private byte[] Tombstone(string key)
    {
        var writer = new RecordBatchWriter();
        writer.Add(Encoding.UTF8.GetBytes(key), null);
        return writer.Finish(time.Now.ToUnixTimeMilliseconds());
    }

    private AppendResult Append(byte[] batch)
    {
        BatchCheck.Inspect(batch, config.MaxMessageBytes, out var header).ShouldBe(ErrorCode.None);
        return log.Append(batch, header);
    }

    private PartitionLog Open() => new("test-0", directory, () => config, commit, time, NullLogger.Instance);

    private RecordBatchHeader FirstBatch(long offset) => RecordBatchHeader.Read(Bytes(log.Read(offset, 61, true).Slice!.Value));

    private List<string> Values(long from) => [.. Records(from).Select(r => r.Value)];

    private IEnumerable<(long Offset, string Key, string Value)> Records(long from = 0)
    {
        for (var offset = from; log.Read(offset, 1, true).Slice is { } slice;)
        {
            var batch = Bytes(slice);
            var header = RecordBatchHeader.Read(batch);
            foreach (var record in RecordBatch.TryRead(batch, header)!)
                yield return (header.BaseOffset + record.OffsetDelta, Encoding.UTF8.GetString(record.Key!.Value.Span), Encoding.UTF8.GetString((record.Value ?? default).Span));
            offset = header.LastOffset + 1;
        }
    }

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
