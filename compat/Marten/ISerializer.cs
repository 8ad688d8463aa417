using System.Data.Common;
using Weasel.Core;

namespace Marten;

/// <summary>Writes and reads the JSON of events and documents.</summary>
public interface ISerializer
{
    /// <summary>How enum values are written.</summary>
    EnumStorage EnumStorage { get; }

    /// <summary>How member names are written.</summary>
    Casing Casing { get; }

    /// <summary>The value as JSON.</summary>
    string ToJson(object? document);

    /// <summary>Reads a value.</summary>
    T FromJson<T>(Stream stream);

    /// <summary>Reads a value from a jsonb column.</summary>
    T FromJson<T>(DbDataReader reader, int index);

    /// <summary>Reads a value of a type.</summary>
    object FromJson(Type type, Stream stream);
}
