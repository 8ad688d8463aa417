using Google.Protobuf;

namespace Google.Rpc;

/// <summary>The details of a rich status; a member of the status itself in later versions of Google.Api.CommonProtos.</summary>
public static class StatusDetailExtensions
{
    /// <summary>The first detail of a type, or null.</summary>
    public static T? GetDetail<T>(this Status status)
        where T : class, IMessage<T>, new()
    {
        ArgumentNullException.ThrowIfNull(status);
        foreach (var detail in status.Details)
            if (detail.TryUnpack(out T unpacked)) return unpacked;
        return null;
    }
}
