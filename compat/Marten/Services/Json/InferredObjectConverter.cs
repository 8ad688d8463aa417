using System.Text.Json;
using System.Text.Json.Serialization;

namespace Marten.Services.Json;

/// <summary>Reads members declared as <see cref="object"/>: bool, long, double, <see cref="DateTime"/> where a text is one, string; else <see cref="JsonElement"/>.</summary>
internal sealed class InferredObjectConverter : JsonConverter<object>
{
    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number => reader.TryGetInt64(out var whole) ? whole : reader.GetDouble(),
        JsonTokenType.String => reader.TryGetDateTime(out var time) ? time : reader.GetString(),
        _ => JsonElement.ParseValue(ref reader),
    };

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, value.GetType(), options);
}
