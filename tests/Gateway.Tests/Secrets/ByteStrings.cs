using Google.Protobuf;

namespace MlOps.Gateway.Tests.Secrets;

/// <summary>Longer values.</summary>
internal static class ByteStrings
{
    public static ByteString Concat(this ByteString one, ByteString other) => ByteString.CopyFrom([.. one.Span, .. other.Span]);

    public static ByteString Repeated(this ByteString one, int count) =>
        ByteString.CopyFrom([.. Enumerable.Repeat(one.ToByteArray(), count).SelectMany(bytes => bytes)]);
}
