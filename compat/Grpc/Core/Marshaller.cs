namespace Grpc.Core;

/// <summary>Writes and reads messages of one type.</summary>
public class Marshaller<T>
{
    private readonly Func<T, byte[]>? serializer;
    private readonly Func<byte[], T>? deserializer;

    /// <summary>Creates a marshaller over byte arrays.</summary>
    public Marshaller(Func<T, byte[]> serializer, Func<byte[], T> deserializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(deserializer);
        this.serializer = serializer;
        this.deserializer = deserializer;
        ContextualSerializer = (message, context) => context.Complete(serializer(message));
        ContextualDeserializer = context => deserializer(context.PayloadAsNewBuffer());
    }

    /// <summary>Creates a marshaller that writes to and reads from the call's own buffers.</summary>
    public Marshaller(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(deserializer);
        ContextualSerializer = serializer;
        ContextualDeserializer = deserializer;
    }

    /// <summary>Writes a message to an array.</summary>
    public Func<T, byte[]> Serializer => serializer ?? SerializeToArray;

    /// <summary>Reads a message from an array.</summary>
    public Func<byte[], T> Deserializer => deserializer ?? DeserializeFromArray;

    /// <summary>Writes a message to the call.</summary>
    public Action<T, SerializationContext> ContextualSerializer { get; }

    /// <summary>Reads a message from the call.</summary>
    public Func<DeserializationContext, T> ContextualDeserializer { get; }

    private byte[] SerializeToArray(T message)
    {
        var context = new ArraySerializationContext();
        ContextualSerializer(message, context);
        return context.Payload;
    }

    private T DeserializeFromArray(byte[] payload) => ContextualDeserializer(new ArrayDeserializationContext(payload));
}

/// <summary>Makers of marshallers.</summary>
public static class Marshallers
{
    /// <summary>Text in UTF-8.</summary>
    public static Marshaller<string> StringMarshaller { get; } = new(System.Text.Encoding.UTF8.GetBytes, System.Text.Encoding.UTF8.GetString);

    /// <summary>Creates a marshaller over byte arrays.</summary>
    public static Marshaller<T> Create<T>(Func<T, byte[]> serializer, Func<byte[], T> deserializer) => new(serializer, deserializer);

    /// <summary>Creates a marshaller that writes to and reads from the call's own buffers.</summary>
    public static Marshaller<T> Create<T>(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer) => new(serializer, deserializer);
}
