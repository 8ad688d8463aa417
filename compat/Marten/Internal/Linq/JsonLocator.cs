using System.Reflection;
using System.Text.Json.Serialization;
using Marten.Exceptions;
using Marten.Schema;
using Weasel.Core;

namespace Marten.Internal.Linq;

/// <summary>The SQL expression of a member of a document: <c>d.data -> 'Address' ->> 'City'</c>, cast to its type.</summary>
internal static class JsonLocator
{
    public static string For(MemberPath path, StoreOptions options, string alias)
    {
        var text = Text(path.Members, options, alias);
        var type = SqlType(path.ValueType, path.Members[^1], options);
        return type switch
        {
            "text" => text,
            "timestamptz" => $"{options.DatabaseSchemaName}.mt_immutable_timestamptz({text})",
            _ => $"({text})::{type}",
        };
    }

    /// <summary>The member as jsonb instead of as a value.</summary>
    public static string Json(MemberInfo[] members, StoreOptions options, string alias) =>
        members.Aggregate($"{alias}data", (sql, member) => $"{sql} -> {Quoted(JsonName(member, options))}");

    public static string JsonName(MemberInfo member, StoreOptions options) =>
        member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
        ?? options.JsonSerializer.ReadOptions.PropertyNamingPolicy?.ConvertName(member.Name)
        ?? member.Name;

    /// <summary>The SQL type that values of a .NET type are compared as.</summary>
    public static string SqlType(Type type, MemberInfo? member, StoreOptions options)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum) return IsText(plain, member, options) ? "text" : "integer";
        return Type.GetTypeCode(plain) switch
        {
            TypeCode.String or TypeCode.Char => "text",
            TypeCode.Boolean => "boolean",
            TypeCode.Byte or TypeCode.SByte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 => "integer",
            TypeCode.UInt32 or TypeCode.Int64 => "bigint",
            TypeCode.UInt64 or TypeCode.Decimal => "numeric",
            TypeCode.Single or TypeCode.Double => "double precision",
            TypeCode.DateTime => "timestamptz",
            _ when plain == typeof(Guid) => "uuid",
            _ when plain == typeof(DateTimeOffset) => "timestamptz",
            _ when plain == typeof(DateOnly) => "date",
            _ when plain == typeof(TimeOnly) => "time",
            _ => throw new BadLinqExpressionException($"Members of type {type} cannot be compared in a query."),
        };
    }

    private static bool IsText(Type type, MemberInfo? member, StoreOptions options) =>
        options.JsonSerializer.EnumStorage == EnumStorage.AsString
        || IsStringConverter(member?.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType)
        || IsStringConverter(type.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType)
        || options.JsonSerializer.WriteOptions.Converters.Any(c => IsStringConverter(c.GetType()));

    private static bool IsStringConverter(Type? converter) =>
        converter is not null && converter.Name.StartsWith("JsonStringEnumConverter", StringComparison.Ordinal);

    private static string Text(MemberInfo[] members, StoreOptions options, string alias) =>
        $"{Json(members[..^1], options, alias)} ->> {Quoted(JsonName(members[^1], options))}";

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
