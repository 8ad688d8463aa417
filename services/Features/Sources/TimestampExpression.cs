using System.Text.Json;
using DuckDB.NET.Data;
using MlOps.Analytics;
using MlOps.Contracts.Catalog.V1;

namespace MlOps.Features.Sources;

/// <summary>
/// An event timestamp expression: a column, or one scalar DuckDB expression over columns, constants and deterministic functions.
/// The syntax tree is validated before execution, and only SQL generated from the tree is executed.
/// </summary>
internal static class TimestampExpression
{
    private static readonly string[] AllowedClasses =
        ["COLUMN_REF", "CONSTANT", "FUNCTION", "CAST", "OPERATOR", "COMPARISON", "CONJUNCTION", "CASE", "BETWEEN"];

    private static readonly string[] ForbiddenParts = ["where_clause", "having", "qualify", "sample"];
    private static readonly JsonDocumentOptions DeepTrees = new() { MaxDepth = 1000 };

    /// <summary>Returns the SQL of an expression, or the fault.</summary>
    public static (string Sql, string? Fault) Compile(
        AnalyticsDatabase database, string text, IReadOnlyList<Column> columns, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(text)) return ("", "is required");
        if (text.Length > Limits.ExpressionLength) return ("", $"must have at most {Limits.ExpressionLength} characters");
        if (text.Contains('\0')) return ("", "must not have the character U+0000");
        var sql = columns.FirstOrDefault(c => Names.Same(c.Name, text.Trim())) is { } column ? Sql.Name(column.Name) : null;
        if (sql is null)
        {
            if (FaultOfTree(database, text, cancellation) is { } fault) return ("", fault);
            sql = Canonical(database, text, cancellation);
        }

        return TypeOf(database, sql, columns, cancellation);
    }

    private static string? FaultOfTree(AnalyticsDatabase database, string text, CancellationToken cancellation)
    {
        var statement = Sql.Text("SELECT " + text);
        var json = database.Query($"SELECT json_serialize_sql({statement})", row => row.GetString(0), cancellation).Single();
        using var tree = JsonDocument.Parse(json, DeepTrees);
        var root = tree.RootElement;
        if (root.GetProperty("error").GetBoolean()) return $"is not a SQL expression: {root.GetProperty("error_message").GetString()}";
        if (!IsOneExpression(root.GetProperty("statements"))) return "must be one scalar expression";

        var functions = new HashSet<string>();
        if (FirstForbidden(root.GetProperty("statements")[0].GetProperty("node").GetProperty("select_list")[0], functions) is { } forbidden)
            return $"must not contain a {forbidden.ToLowerInvariant().Replace('_', ' ')}";
        return functions.Count == 0 ? null : FaultOfFunctions(database, functions, cancellation);
    }

    private static bool IsOneExpression(JsonElement statements)
    {
        if (statements.GetArrayLength() != 1) return false;
        var node = statements[0].GetProperty("node");
        return node.GetProperty("type").ValueEquals("SELECT_NODE")
            && node.GetProperty("select_list").GetArrayLength() == 1
            && node.GetProperty("select_list")[0].GetProperty("alias").ValueEquals("")
            && node.GetProperty("from_table").GetProperty("type").ValueEquals("EMPTY")
            && node.GetProperty("modifiers").GetArrayLength() == 0
            && node.GetProperty("cte_map").GetProperty("map").GetArrayLength() == 0
            && node.GetProperty("group_expressions").GetArrayLength() == 0
            && ForbiddenParts.All(part => node.GetProperty(part).ValueKind == JsonValueKind.Null);
    }

    // Returns the class of the first forbidden node; collects the names of functions.
    private static string? FirstForbidden(JsonElement element, HashSet<string> functions)
    {
        if (element.ValueKind == JsonValueKind.Array)
            return element.EnumerateArray().Select(e => FirstForbidden(e, functions)).FirstOrDefault(f => f is not null);
        if (element.ValueKind != JsonValueKind.Object) return null;
        if (element.TryGetProperty("class", out var kind) && kind.ValueKind == JsonValueKind.String)
        {
            if (!AllowedClasses.Contains(kind.GetString())) return kind.GetString();
            if (kind.ValueEquals("FUNCTION"))
                functions.Add(element.GetProperty("function_name").GetString()!.ToLowerInvariant());
        }

        return element.EnumerateObject().Select(p => FirstForbidden(p.Value, functions)).FirstOrDefault(f => f is not null);
    }

    // DuckDB marks functions of settings and clocks as consistent, because they are constant within a query.
    private static string? FaultOfFunctions(AnalyticsDatabase database, HashSet<string> functions, CancellationToken cancellation)
    {
        var usable = database.Query(
            $"""
            SELECT function_name FROM duckdb_functions() WHERE function_name IN ({string.Join(", ", functions.Select(Sql.Text))})
                AND function_name NOT LIKE 'current%' AND function_name NOT IN ('getvariable', 'version')
            GROUP BY function_name HAVING bool_and(function_type = 'scalar' AND stability = 'CONSISTENT')
            """,
            row => row.GetString(0),
            cancellation);
        var refused = functions.Except(usable).Order().ToList();
        return refused.Count == 0
            ? null
            : $"must use scalar functions that depend on their arguments alone; not {string.Join(", ", refused)}";
    }

    private static string Canonical(AnalyticsDatabase database, string text, CancellationToken cancellation)
    {
        var written = Sql.Text("SELECT " + text);
        var statement = database.Query(
            $"SELECT json_deserialize_sql(json_serialize_sql({written}))", row => row.GetString(0), cancellation).Single();
        return $"({statement["SELECT ".Length..].TrimEnd(';')})";
    }

    private static (string Sql, string? Fault) TypeOf(
        AnalyticsDatabase database, string sql, IReadOnlyList<Column> columns, CancellationToken cancellation)
    {
        var row = string.Join(", ", columns.Select(c => $"CAST(NULL AS {c.Type}) AS {Sql.Name(c.Name)}"));
        try
        {
            var type = database.Query($"DESCRIBE SELECT {sql} AS moment FROM (SELECT {row})", r => r.GetString(1), cancellation).Single();
            return ColumnFit.IsMoment(type) ? (sql, null) : ("", $"must be a date or timestamp, is {type}");
        }
        catch (DuckDBException e)
        {
            return ("", $"cannot be computed: {e.Message.Split('\n')[0]}");
        }
    }
}
