using Npgsql;
using NpgsqlTypes;

namespace Marten.Internal.Operations;

/// <summary>Typed positional parameters.</summary>
internal static class SqlParameters
{
    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    public static NpgsqlParameter Of<T>(T value, NpgsqlDbType type) => new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type };

    public static NpgsqlParameter Text(string? value) => Of(value, NpgsqlDbType.Varchar);

    public static NpgsqlParameter Json(byte[] utf8) => Of(utf8, NpgsqlDbType.Jsonb);

    public static NpgsqlParameter OrNull(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    public static NpgsqlParameter Array<T>(T[] values, NpgsqlDbType type) =>
        new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };

    /// <summary>A parameter whose type follows from its value.</summary>
    public static NpgsqlParameter Inferred(object? value) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value },
        DateTimeOffset time => Of(time.UtcDateTime),
        DateTime { Kind: DateTimeKind.Unspecified } time => Of(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        Enum e => Of(Convert.ToInt32(e)),
        _ => new NpgsqlParameter { Value = value },
    };
}
