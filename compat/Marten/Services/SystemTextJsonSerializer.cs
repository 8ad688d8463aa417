using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Marten.Services.Json;
using Weasel.Core;

namespace Marten.Services;

/// <summary>Writes and reads JSON with System.Text.Json: names as declared and enums as numbers unless configured otherwise.</summary>
public class SystemTextJsonSerializer : ISerializer
{
    private readonly JsonSerializerOptions read;
    private readonly JsonSerializerOptions write;

    /// <summary>With the defaults of System.Text.Json.</summary>
    public SystemTextJsonSerializer()
        : this(null)
    {
    }

    /// <summary>With a copy of the given options.</summary>
    public SystemTextJsonSerializer(JsonSerializerOptions? options)
    {
        write = options is null ? new JsonSerializerOptions() : new JsonSerializerOptions(options);
        write.TypeInfoResolver ??= new DefaultJsonTypeInfoResolver();
        read = new JsonSerializerOptions(write);
        read.Converters.Add(new InferredObjectConverter());
    }

    /// <inheritdoc/>
    public EnumStorage EnumStorage
    {
        get;
        set
        {
            field = value;
            if (value == EnumStorage.AsString) Configure(o => o.Converters.Add(new JsonStringEnumConverter()));
        }
    }

    /// <inheritdoc/>
    public Casing Casing
    {
        get;
        set
        {
            field = value;
            Configure(o => o.PropertyNamingPolicy = value switch
            {
                Casing.CamelCase => JsonNamingPolicy.CamelCase,
                Casing.SnakeCase => JsonNamingPolicy.SnakeCaseLower,
                _ => null,
            });
        }
    }

    internal JsonSerializerOptions ReadOptions => read;

    internal JsonSerializerOptions WriteOptions => write;

    /// <summary>Changes the options for writing and reading; only before first use.</summary>
    public void Configure(Action<JsonSerializerOptions> configure)
    {
        configure(write);
        configure(read);
    }

    /// <inheritdoc/>
    public string ToJson(object? document) =>
        document is null ? "null" : JsonSerializer.Serialize(document, document.GetType(), write);

    /// <inheritdoc/>
    public T FromJson<T>(Stream stream) => JsonSerializer.Deserialize<T>(stream, read)!;

    /// <inheritdoc/>
    public T FromJson<T>(DbDataReader reader, int index) => JsonSerializer.Deserialize<T>(reader.GetFieldValue<byte[]>(index), read)!;

    /// <inheritdoc/>
    public object FromJson(Type type, Stream stream) => JsonSerializer.Deserialize(stream, type, read)!;

    internal byte[] ToUtf8(object? value) =>
        value is null ? "null"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), write);

    internal T FromUtf8<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, read)!;
}
