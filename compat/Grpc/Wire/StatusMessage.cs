using System.Buffers;
using System.Text;

namespace Grpc.Wire;

/// <summary>The value of <c>grpc-message</c>: UTF-8, with everything but printable ASCII percent-encoded.</summary>
internal static class StatusMessage
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create(Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c != '%').ToArray());

    public static string Encode(string message)
    {
        if (!message.AsSpan().ContainsAnyExcept(Plain)) return message;
        var encoded = new StringBuilder(message.Length + 32);
        foreach (var b in Encoding.UTF8.GetBytes(message))
        {
            if (b is >= (byte)' ' and <= (byte)'~' and not (byte)'%') encoded.Append((char)b);
            else encoded.Append('%').Append(b.ToString("X2"));
        }
        return encoded.ToString();
    }

    /// <summary>Decodes; what is not validly encoded stays as it is.</summary>
    public static string Decode(string message) => Uri.UnescapeDataString(message);
}
