using Google.Protobuf;
using Google.Protobuf.Collections;
using MlOps.ServiceDefaults;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Monitoring.Paging;

/// <summary>Pages that end at a number of items or of bytes, whichever comes first.</summary>
internal static class BytePage
{
    /// <summary>Clients accept 4 MiB unless they say otherwise; the rest is for the token and the protocol.</summary>
    public const int MaxBytes = 4_000_000;

    /// <summary>
    /// Fills a page with the first of <paramref name="rows"/>, of which one more than <paramref name="size"/> was read; returns the next
    /// page's token.
    /// </summary>
    public static string Fill<TRow, TMessage>(
        RepeatedField<TMessage> page, IReadOnlyList<TRow> rows, int size, Func<TRow, TMessage> toWire, Func<TRow, string> key)
        where TMessage : IMessage
    {
        var bytes = 0;
        foreach (var row in rows)
        {
            var message = toWire(row);
            bytes += message.CalculateSize();
            if (page.Count == size || (bytes > MaxBytes && page.Count > 0)) return PageToken.Encode(key(rows[page.Count - 1]));
            page.Add(message);
        }
        return "";
    }
}
