using Microsoft.Extensions.Configuration;
using MlOps.Contracts.Serving.V1;
using MlOps.Serving.PredictionLog;

namespace MlOps.Serving.Tests.PredictionLog;

public sealed class SegmentFileTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("mlops-test-journal-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void a_checksum_is_crc_32c() => SegmentFile.Checksum("123456789"u8).ShouldBe(0xE3069283);

    [Fact]
    public void a_torn_end_keeps_the_whole_records_before_it()
    {
        var bytes = SegmentOf(3, out var ends);

        for (var length = 0; length <= bytes.Length; length++)
        {
            var content = Read(bytes[..length]);

            content.Records.Count.ShouldBe(ends.Count(end => end <= length));
            content.LostBytes.ShouldBe(length - ends.Where(end => end <= length).DefaultIfEmpty(0).Max());
            content.IsDamaged.ShouldBeFalse();
        }
    }

    [Fact]
    public void a_flipped_bit_is_found_and_what_is_before_it_kept()
    {
        var bytes = SegmentOf(3, out var ends);

        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var content = Read(changed);

            content.Records.Count.ShouldBe(ends.Count(end => end <= bit / 8));
            content.LostBytes.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void zeros_are_damage_and_no_predictions()
    {
        var content = Read([.. SegmentOf(1, out _), .. new byte[64]]);

        (content.Records.Count, content.LostBytes, content.IsDamaged).ShouldBe((1, 64, true));
    }

    [Fact]
    public void a_journal_is_one_process_s_own()
    {
        using var journal = Journal();

        Should.Throw<IOException>(() => Journal());
    }

    [Fact]
    public void a_journal_takes_over_what_was_left_open_and_closes_what_it_wrote()
    {
        File.WriteAllBytes(Path.Combine(directory, $"0{SegmentFile.Open}"), SegmentOf(2, out _));
        using var journal = Journal();
        journal.Recover();
        journal.TryAppend(Prediction("mine"));
        journal.Recover();

        var closed = journal.CloseSegments();

        closed.Select(path => SegmentFile.Read(path).Records.Select(record => record.Prediction.PredictionId)).ShouldBe([["r-0", "r-1"], ["mine"]]);
        journal.CloseSegments().ShouldBe(closed);
    }

    [Fact]
    public void a_prediction_too_large_for_a_message_is_refused()
    {
        using var journal = Journal();
        var large = Prediction("large");
        large.Features.AddRange(new float[Limits.PredictionBytes / 4]);

        journal.TryAppend(large).ShouldBeFalse();
        journal.CloseSegments().ShouldBeEmpty();
    }

    [Fact]
    public void damaged_segments_are_deleted_once_they_are_old()
    {
        using var journal = Journal();
        foreach (var (name, age) in ((string, int)[])[("old", 91), ("new", 1)])
        {
            var path = Path.Combine(directory, $"{name}{SegmentFile.Damaged}");
            File.WriteAllBytes(path, [1]);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-age));
        }

        journal.DeleteDamaged(DateTimeOffset.UtcNow.AddDays(-90)).ShouldBe([$"old{SegmentFile.Damaged}"]);
        Directory.EnumerateFiles(directory, $"*{SegmentFile.Damaged}").ShouldHaveSingleItem();
    }

    private static Prediction Prediction(string id) => new() { PredictionId = id, Deployment = "d", Rows = 1, Features = { 1, 2 }, Outputs = { 3 } };

    private PredictionJournal Journal() =>
        new(new ConfigurationBuilder().AddInMemoryCollection([new("Predictions:Journal", directory)]).Build());

    /// <summary>A segment as the journal writes it, and where its records end.</summary>
    private static byte[] SegmentOf(int records, out List<int> ends)
    {
        var scratch = Directory.CreateTempSubdirectory("mlops-test-journal-").FullName;
        ends = [];
        using (var journal = new PredictionJournal(new ConfigurationBuilder().AddInMemoryCollection([new("Predictions:Journal", scratch)]).Build()))
        {
            for (var i = 0; i < records; i++)
            {
                var prediction = Prediction($"r-{i}");
                journal.TryAppend(prediction);
                ends.Add(ends.LastOrDefault() + SegmentFile.HeaderBytes + prediction.CalculateSize());
            }
        }

        var bytes = File.ReadAllBytes(Directory.EnumerateFiles(scratch, $"*{SegmentFile.Closed}").Single());
        Directory.Delete(scratch, recursive: true);
        return bytes;
    }

    private SegmentContent Read(byte[] bytes)
    {
        var path = Path.Combine(directory, "read");
        File.WriteAllBytes(path, bytes);
        return SegmentFile.Read(path);
    }
}
