using System.Collections;

namespace Grpc.Core;

/// <summary>Headers or trailers of a call, in order; a key may occur several times.</summary>
public sealed class Metadata : IList<Metadata.Entry>
{
    /// <summary>Keys with this suffix carry bytes, all others ASCII text.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>A frozen instance without entries.</summary>
    public static readonly Metadata Empty = new Metadata().Freeze();

    /// <summary>The key by which a call asks for compression of its own messages; it does not go over the wire.</summary>
    internal const string CompressionRequestMetadataKey = "grpc-internal-encoding-request";

    private readonly List<Entry> entries = [];
    private bool readOnly;

    /// <summary>The number of entries.</summary>
    public int Count => entries.Count;

    /// <summary>Whether changes are refused.</summary>
    public bool IsReadOnly => readOnly;

    /// <summary>The entry at a position.</summary>
    public Entry this[int index]
    {
        get => entries[index];
        set
        {
            ThrowIfReadOnly();
            ArgumentNullException.ThrowIfNull(value);
            entries[index] = value;
        }
    }

    /// <summary>The last entry with the key, or null.</summary>
    public Entry? Get(string key)
    {
        for (var i = entries.Count - 1; i >= 0; i--)
            if (string.Equals(entries[i].Key, key, StringComparison.OrdinalIgnoreCase)) return entries[i];
        return null;
    }

    /// <summary>The text of the last entry with the key, or null.</summary>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The bytes of the last entry with the key, or null.</summary>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>All entries with the key, in order.</summary>
    public IEnumerable<Entry> GetAll(string key)
    {
        foreach (var entry in entries)
            if (string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase)) yield return entry;
    }

    /// <summary>Adds an entry.</summary>
    public void Add(Entry item)
    {
        ThrowIfReadOnly();
        ArgumentNullException.ThrowIfNull(item);
        entries.Add(item);
    }

    /// <summary>Adds an entry with text.</summary>
    public void Add(string key, string value) => Add(new Entry(key, value));

    /// <summary>Adds an entry with bytes; the key must end in <see cref="BinaryHeaderSuffix"/>.</summary>
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <inheritdoc />
    public int IndexOf(Entry item) => entries.IndexOf(item);

    /// <inheritdoc />
    public void Insert(int index, Entry item)
    {
        ThrowIfReadOnly();
        ArgumentNullException.ThrowIfNull(item);
        entries.Insert(index, item);
    }

    /// <inheritdoc />
    public void RemoveAt(int index)
    {
        ThrowIfReadOnly();
        entries.RemoveAt(index);
    }

    /// <inheritdoc />
    public void Clear()
    {
        ThrowIfReadOnly();
        entries.Clear();
    }

    /// <inheritdoc />
    public bool Contains(Entry item) => entries.Contains(item);

    /// <inheritdoc />
    public void CopyTo(Entry[] array, int arrayIndex) => entries.CopyTo(array, arrayIndex);

    /// <inheritdoc />
    public bool Remove(Entry item)
    {
        ThrowIfReadOnly();
        return entries.Remove(item);
    }

    /// <inheritdoc />
    public IEnumerator<Entry> GetEnumerator() => entries.GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => entries.GetEnumerator();

    /// <summary>Refuses changes from here on.</summary>
    internal Metadata Freeze()
    {
        readOnly = true;
        return this;
    }

    private void ThrowIfReadOnly()
    {
        if (readOnly) throw new InvalidOperationException("Object is read only");
    }

    /// <summary>One key with text or, where the key ends in <see cref="BinaryHeaderSuffix"/>, bytes.</summary>
    public class Entry
    {
        private readonly string? text;
        private readonly byte[]? bytes;

        /// <summary>Creates an entry with bytes; they are copied.</summary>
        public Entry(string key, byte[] valueBytes)
            : this(MetadataKey.Normalize(key), null, (byte[])(valueBytes ?? throw new ArgumentNullException(nameof(valueBytes))).Clone())
        {
            if (!IsBinaryKey(Key)) throw new ArgumentException($"Key for binary valued metadata entry needs to have suffix indicating binary value: {key}", nameof(key));
        }

        /// <summary>Creates an entry with text.</summary>
        public Entry(string key, string value)
            : this(MetadataKey.Normalize(key), value ?? throw new ArgumentNullException(nameof(value)), null)
        {
            if (IsBinaryKey(Key)) throw new ArgumentException($"Key for ASCII valued metadata entry cannot have suffix indicating binary value: {key}", nameof(key));
        }

        private Entry(string key, string? text, byte[]? bytes)
        {
            Key = key;
            this.text = text;
            this.bytes = bytes;
        }

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>A copy of the bytes; text is given in ASCII.</summary>
        public byte[] ValueBytes => bytes is null ? System.Text.Encoding.ASCII.GetBytes(text!) : (byte[])bytes.Clone();

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The entry holds bytes.</exception>
        public string Value => text ?? throw new InvalidOperationException("Cannot access string value of a binary metadata entry");

        /// <summary>Whether the entry holds bytes.</summary>
        public bool IsBinary => text is null;

        /// <summary>The bytes themselves, for writing them out.</summary>
        internal ReadOnlySpan<byte> Bytes => bytes;

        /// <inheritdoc />
        public override string ToString() => bytes is null
            ? $"[Entry: key={Key}, value={text}]"
            : $"[Entry: key={Key}, valueBytes={Convert.ToBase64String(bytes)}]";

        private static bool IsBinaryKey(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);
    }
}
