using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>Convenient reading of streams.</summary>
public static class AsyncStreamReaderExtensions
{
    /// <summary>Reads the next message; false at the end of the stream.</summary>
    public static Task<bool> MoveNext<T>(this IAsyncStreamReader<T> streamReader)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        return streamReader.MoveNext(CancellationToken.None);
    }

    /// <summary>The messages as an asynchronous sequence, which can be read once.</summary>
    public static IAsyncEnumerable<T> ReadAllAsync<T>(this IAsyncStreamReader<T> streamReader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        return ReadAsync(streamReader, cancellationToken);
    }

    private static async IAsyncEnumerable<T> ReadAsync<T>(IAsyncStreamReader<T> reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await reader.MoveNext(cancellationToken)) yield return reader.Current;
    }
}
