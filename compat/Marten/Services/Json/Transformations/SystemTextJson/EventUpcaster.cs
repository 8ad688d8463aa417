using System.Data.Common;
using System.Text.Json;

namespace Marten.Services.Json.Transformations.SystemTextJson;

/// <summary>Turns stored JSON into an event.</summary>
public abstract class EventUpcaster<TEvent> : Transformations.EventUpcaster<TEvent>
    where TEvent : notnull
{
    /// <inheritdoc/>
    public override object FromDbDataReader(ISerializer serializer, DbDataReader dbDataReader, int index)
    {
        using var json = JsonDocument.Parse(dbDataReader.GetFieldValue<byte[]>(index));
        return Upcast(json);
    }

    /// <summary>The event.</summary>
    protected abstract TEvent Upcast(JsonDocument oldEvent);
}

/// <summary>Transformations of raw JSON.</summary>
public static class JsonTransformations
{
    /// <summary>Turns stored JSON into an event.</summary>
    public static JsonTransformation Upcast<TEvent>(Func<JsonDocument, TEvent> transform)
        where TEvent : notnull =>
        new((_, reader, index) =>
        {
            using var json = JsonDocument.Parse(reader.GetFieldValue<byte[]>(index));
            return transform(json);
        });
}
