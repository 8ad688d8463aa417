using MlOps.Blobs;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Tests.Blobs;

public class ChunkStreamTests
{
    [Fact]
    public async Task reads_chunks_up_to_the_total_limit()
    {
        (await ReadAsync(maxTotal: 6, [1, 2, 3], [], [4, 5, 6])).ShouldBe([1, 2, 3, 4, 5, 6]);
        (await Should.ThrowAsync<LimitExceededException>(() => ReadAsync(maxTotal: 5, [1, 2, 3], [4, 5, 6]))).Limit.ShouldBe("artifact size");
        (await Should.ThrowAsync<InvalidRequestException>(() => ReadAsync(maxTotal: 9, [1, 2, 3, 4]))).Faults[0].Field.ShouldBe("chunk");
    }

    private static async Task<byte[]> ReadAsync(long maxTotal, params byte[][] chunks)
    {
        await using var stream = new ChunkStream(ChunksAsync(), maxChunk: 3, maxTotal, "artifact size");
        using var read = new MemoryStream();
        await stream.CopyToAsync(read);
        return read.ToArray();

        async IAsyncEnumerable<ReadOnlyMemory<byte>> ChunksAsync()
        {
            foreach (var chunk in chunks)
            {
                await Task.Yield();
                yield return chunk;
            }
        }
    }
}
