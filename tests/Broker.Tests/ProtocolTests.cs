using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;
using MlOps.Broker.Storage.Codecs;

namespace MlOps.Broker.Tests;

/// <summary>Properties of the codec: what is written is read back, and no bytes do harm.</summary>
public sealed class ProtocolTests
{
    [Fact]
    public void varints_are_read_back() => Prop.ForAll<uint>(value =>
        Written(false, w => w.UnsignedVarint(value)).UnsignedVarint() == value).QuickCheckThrowOnFailure();

    [Fact]
    public void strings_bytes_and_arrays_are_read_back_in_both_encodings() => Prop.ForAll<bool, string?, (byte[], int[])>((flexible, text, sequences) =>
    {
        var (bytes, numbers) = sequences;
        text = text is null ? null : new string([.. text.Where(c => !char.IsSurrogate(c))]);
        var reader = Written(flexible, w =>
        {
            w.String(text);
            w.Bytes(bytes);
            w.Array(numbers, (a, number) => a.Int32(number));
            w.Tags();
        });
        reader.NullableString().ShouldBe(text);
        reader.Bytes().ToArray().ShouldBe(bytes);
        reader.Array(a => a.Int32()).ShouldBe(numbers);
        reader.Tags();
        reader.Remaining.ShouldBe(0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void integers_and_uuids_are_read_back() => Prop.ForAll<(short, int), long, Guid>((integers, large, id) =>
    {
        var (small, medium) = integers;
        var reader = Written(false, w =>
        {
            w.Int16(small);
            w.Int32(medium);
            w.Int64(large);
            w.Uuid(id);
        });
        (reader.Int16(), reader.Int32(), reader.Int64(), reader.Uuid()).ShouldBe((small, medium, large, id));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void arbitrary_bytes_are_refused_or_read_but_never_break_the_reader() => Prop.ForAll<bool, byte[]>((flexible, bytes) =>
    {
        var reader = new RequestReader(bytes) { Flexible = flexible };
        try
        {
            reader.NullableString();
            reader.NullableArray(a => a.Structure((a.String(), a.Array(b => b.Int32()))));
            reader.NullableBytes();
            reader.Tags();
        }
        catch (MalformedRequestException)
        {
            return;
        }

        reader.Remaining.ShouldBeGreaterThanOrEqualTo(0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void records_of_a_batch_are_read_back() => Prop.ForAll<NonEmptyArray<(byte[], byte[])>>(records =>
    {
        var writer = new RecordBatchWriter();
        foreach (var (key, value) in records.Get) writer.Add(key, value);
        var batch = writer.Finish(5);

        BatchCheck.Inspect(batch, int.MaxValue, out var header).ShouldBe(ErrorCode.None);
        var read = RecordBatch.TryRead(batch, header)!;
        read.Select(r => r.Key!.Value.ToArray()).ShouldBe(records.Get.Select(r => r.Item1));
        read.Select(r => r.Value?.ToArray()).ShouldBe(records.Get.Select(r => r.Item2));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void tombstone_is_not_an_empty_value()
    {
        var writer = new RecordBatchWriter();
        writer.Add([1], null);
        writer.Add([1], []);
        var batch = writer.Finish(5);

        RecordBatch.TryRead(batch, RecordBatchHeader.Read(batch))!.Select(r => r.Value is null).ShouldBe([true, false]);
    }

    [Fact]
    public void any_changed_byte_of_a_batch_is_noticed() => Prop.ForAll<byte[], int, byte>((value, place, change) =>
    {
        var writer = new RecordBatchWriter();
        writer.Add([1], value);
        var batch = writer.Finish(5);
        const int firstSealedByte = 16;
        var position = firstSealedByte + (int)((uint)place % (batch.Length - firstSealedByte));
        batch[position] ^= (byte)(change | 1);

        BatchCheck.Inspect(batch, int.MaxValue, out _).ShouldNotBe(ErrorCode.None);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void damaged_compressed_data_is_refused(int codec) => Prop.ForAll<byte[]>(bytes =>
    {
        try
        {
            Decompression.Decompress((Compression)codec, bytes);
        }
        catch (InvalidDataException)
        {
            // Refused, as it should be; bytes that happen to be valid are as good.
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void crc_is_castagnoli() => Crc32C.Compute(Encoding.ASCII.GetBytes("123456789")).ShouldBe(0xE3069283);

    private static RequestReader Written(bool flexible, Action<ResponseWriter> write)
    {
        using var writer = new ResponseWriter { Flexible = flexible };
        write(writer);
        return new RequestReader(writer.Buffer.ToArray()) { Flexible = flexible };
    }
}
