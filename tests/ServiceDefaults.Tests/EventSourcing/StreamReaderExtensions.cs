using Grpc.Core;

namespace MlOps.ServiceDefaults.Tests.EventSourcing;

internal static class StreamReaderExtensions
{
    public static async Task<List<T>> ToListAsync<T>(this IAsyncStreamReader<T> reader)
    {
        var items = new List<T>();
        while (await reader.MoveNext(default)) items.Add(reader.Current);
        return items;
    }
}
