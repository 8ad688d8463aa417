using System.Data.Common;

namespace Marten.Services.Json.Transformations;

/// <summary>Reads an event from stored JSON of another shape.</summary>
public class JsonTransformation
{
    /// <summary>The function is given the serializer, the row and the column.</summary>
    public JsonTransformation(Func<ISerializer, DbDataReader, int, object> fromDbDataReader) => FromDbDataReader = fromDbDataReader;

    /// <summary>Reads an event from a column of a row.</summary>
    public Func<ISerializer, DbDataReader, int, object> FromDbDataReader { get; }
}

/// <summary>Transformations of typed events.</summary>
public static class JsonTransformations
{
    /// <summary>Reads the old type and turns it into the new one.</summary>
    public static JsonTransformation Upcast<TOldEvent, TEvent>(Func<TOldEvent, TEvent> transform)
        where TOldEvent : notnull
        where TEvent : notnull =>
        new((serializer, reader, index) => transform(serializer.FromJson<TOldEvent>(reader, index)));
}
