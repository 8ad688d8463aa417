using Google.Protobuf;

namespace Grpc.Core;

/// <summary>The rich status of a call in its trailers.</summary>
public static class MetadataExtensions
{
    /// <summary>The trailer that holds a rich status.</summary>
    public const string StatusDetailsTrailerName = "grpc-status-details-bin";

    /// <summary>The rich status, or null if there is none.</summary>
    /// <exception cref="InvalidProtocolBufferException">The trailer holds something else.</exception>
    public static Google.Rpc.Status? GetRpcStatus(this Metadata metadata, bool ignoreParseError = false)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var entry = metadata.Get(StatusDetailsTrailerName);
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

    /// <summary>Sets the rich status, in place of any that was there.</summary>
    public static void SetRpcStatus(this Metadata metadata, Google.Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(status);
        while (metadata.Get(StatusDetailsTrailerName) is { } before) metadata.Remove(before);
        metadata.Add(StatusDetailsTrailerName, status.ToByteArray());
    }
}
