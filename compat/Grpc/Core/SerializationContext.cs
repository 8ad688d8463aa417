using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller writes one message.</summary>
public abstract class SerializationContext
{
    /// <summary>Hands over the whole payload.</summary>
    public virtual void Complete(byte[] payload) => throw new NotSupportedException("The context does not take arrays.");

    /// <summary>The writer to write the payload to; call <see cref="Complete()"/> afterwards.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotSupportedException("The context has no buffer writer.");

    /// <summary>Announces the exact length of the payload in bytes, before <see cref="GetBufferWriter"/>.</summary>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>Ends the payload written to <see cref="GetBufferWriter"/>.</summary>
    public virtual void Complete() => throw new NotSupportedException("The context has no buffer writer.");
}
