using Google.Protobuf;
using Google.Protobuf.Collections;

namespace MlOps.ServiceDefaults.Paging;

/// <summary>A page of a list, limited by the number of items and by 4 MB of messages, whichever is reached first.</summary>
/// <param name="request">The requested page.</param>
/// <param name="rows">The rows after <see cref="PageRequest.After"/>, at most <see cref="PageRequest.Rows"/>.</param>
/// <param name="key">The key of a row, by which the list is ordered.</param>
/// <param name="more">Whether there are rows after these, although they are fewer than were asked for.</param>
public sealed class Page<T>(PageRequest request, IReadOnlyList<T> rows, Func<T, string> key, bool more = false)
{
    /// <summary>The maximum size of the messages: gRPC clients accept 4 MiB by default; the rest is left for token and framing.</summary>
    public const int MaxBytes = 4_000_000;

    // Tag and length of an item in its list.
    private const int ItemOverhead = 6;

    /// <summary>The rows of the page, limited by number only, not by bytes.</summary>
    public IReadOnlyList<T> Rows { get; } = rows.Count > request.Size ? [.. rows.Take(request.Size)] : rows;

    /// <summary>
    /// Adds the messages of the page to <paramref name="items"/>; returns the token of the next page, empty on the last page.
    /// </summary>
    public string WriteTo<TMessage>(RepeatedField<TMessage> items, Func<T, TMessage> toWire)
        where TMessage : IMessage
    {
        var bytes = 0;
        foreach (var row in Rows)
        {
            var message = toWire(row);
            bytes += message.CalculateSize() + ItemOverhead;
            if (bytes > MaxBytes && items.Count > 0) break;
            items.Add(message);
        }
        return items.Count < rows.Count || (more && items.Count > 0) ? PageToken.Encode(key(rows[items.Count - 1])) : "";
    }
}
