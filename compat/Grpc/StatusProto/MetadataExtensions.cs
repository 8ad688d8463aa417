using Google.Protobuf;
using Grpc.Wire;

namespace Grpc.Core;

/// <summary>The rich status of a call in its trailers.</summary>
public static class MetadataExtensions
{
    /// <summary>The rich status, or null if there is none.</summary>
    /// <exception cref="InvalidProtocolBufferException">The trailer holds something else.</exception>
    public static Google.Rpc.Status? GetRpcStatus(this Metadata metadata, bool ignoreParseError = false)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var entry = metadata.Get(HeaderNames.StatusDetails);
        if (entry is null) return null;
        try
        {
            return Google.Rpc.Status.Parser.ParseFrom(entry.ValueBytes);
        }
        catch (InvalidProtocolBufferException) when (ignoreParseError)
        {
            return null;
        }
    }

    /// <summary>Adds a rich status.</summary>
    public static void SetRpcStatus(this Metadata metadata, Google.Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(status);
        metadata.Add(HeaderNames.StatusDetails, status.ToByteArray());
    }
}
