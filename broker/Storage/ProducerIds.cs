using System.Buffers.Binary;

namespace MlOps.Broker.Storage;

/// <summary>Allocates unique producer ids: blocks of them are reserved durably, so that none is reused after a crash.</summary>
internal sealed class ProducerIds
{
    private const int BlockSize = 1000;
    private readonly string path;
    private readonly Lock gate = new();
    private long next;
    private long reserved;

    public ProducerIds(string path)
    {
        this.path = path;
        if (File.Exists(path)) next = reserved = BinaryPrimitives.ReadInt64BigEndian(File.ReadAllBytes(path));
    }

    public long Next()
    {
        lock (gate)
        {
            if (next == reserved)
            {
                var content = new byte[sizeof(long)];
                BinaryPrimitives.WriteInt64BigEndian(content, reserved + BlockSize);
                DurableFile.Replace(path, content);
                reserved += BlockSize;
            }

            return next++;
        }
    }
}
