using System.Reflection;

namespace Marten.Internal.Linq;

/// <summary>A member as SQL: the expression, its SQL type, and its .NET type.</summary>
internal sealed record SqlMember(string Sql, string SqlType, Type Type)
{
    /// <summary>A value converted to what the member is compared as.</summary>
    public object? Convert(object? value)
    {
        if (value is null) return null;
        var type = Nullable.GetUnderlyingType(Type) ?? Type;
        if (type.IsEnum)
        {
            var named = Enum.ToObject(type, value);
            return SqlType == "text" ? named.ToString() : System.Convert.ToInt32(named);
        }

        return SqlType switch
        {
            "text" => value.ToString(),
            "integer" => System.Convert.ToInt32(value),
            "bigint" => System.Convert.ToInt64(value),
            "numeric" => System.Convert.ToDecimal(value),
            "double precision" => System.Convert.ToDouble(value),
            "timestamptz" => value switch
            {
                DateTimeOffset time => time.UtcDateTime,
                DateTime { Kind: DateTimeKind.Local } time => time.ToUniversalTime(),
                DateTime time => DateTime.SpecifyKind(time, DateTimeKind.Utc),
                _ => value,
            },
            _ => value,
        };
    }
}
