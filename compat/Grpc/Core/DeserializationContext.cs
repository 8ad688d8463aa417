using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller reads one message from; valid only while it is being read.</summary>
public abstract class DeserializationContext
{
    /// <summary>The length of the payload in bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>A copy of the payload.</summary>
    public virtual byte[] PayloadAsNewBuffer() => PayloadAsReadOnlySequence().ToArray();

    /// <summary>The payload in the call's own buffers.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(PayloadAsNewBuffer());
}
