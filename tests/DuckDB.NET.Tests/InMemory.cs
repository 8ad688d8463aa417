using DuckDB.NET.Data;

namespace MlOps.DuckDB.NET.Tests;

/// <summary>An open connection to an in-memory database of its own.</summary>
internal static class InMemory
{
    public static DuckDBConnection Open(string options = "")
    {
        var connection = new DuckDBConnection($"{DuckDBConnectionStringBuilder.InMemoryConnectionString};{options}");
        connection.Open();
        return connection;
    }

    public static int Execute(this DuckDBConnection connection, string sql, params object?[] values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    public static object? Scalar(this DuckDBConnection connection, string sql, params object?[] values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteScalar();
    }

    /// <summary>The first column of every row.</summary>
    public static List<T> Column<T>(this DuckDBConnection connection, string sql, params object?[] values)
    {
        using var command = connection.Command(sql, values);
        using var reader = command.ExecuteReader();
        var column = new List<T>();
        while (reader.Read()) column.Add(reader.GetFieldValue<T>(0));
        return column;
    }

    public static DuckDBCommand Command(this DuckDBConnection connection, string sql, params object?[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values) command.Parameters.Add(new DuckDBParameter("", value));
        return command;
    }
}
