using Shouldly;

namespace MlOps.ServiceHost;

/// <summary>Lists that are answered page by page.</summary>
public static class Pages
{
    /// <summary>
    /// Everything that a list holds, read in pages of at most <paramref name="size"/> (page size, page token → items, next token).
    /// </summary>
    public static async Task<List<T>> ReadAsync<T>(int size, Func<int, string, Task<(IEnumerable<T> Items, string Next)>> read)
    {
        var all = new List<T>();
        var token = "";
        do
        {
            var (items, next) = await read(size, token);
            var count = all.Count;
            all.AddRange(items);
            (all.Count - count).ShouldBeLessThanOrEqualTo(size);
            token = next;
        }
        while (token.Length > 0);
        return all;
    }
}
