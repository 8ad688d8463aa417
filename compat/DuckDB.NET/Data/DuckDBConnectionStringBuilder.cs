using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

/// <summary>A connection string: <c>DataSource</c> and DuckDB's own options (<c>memory_limit</c>, <c>threads</c>, <c>access_mode</c>, …).</summary>
public class DuckDBConnectionStringBuilder : DbConnectionStringBuilder
{
    public const string InMemoryDataSource = ":memory:";
    public const string InMemoryConnectionString = "DataSource=:memory:";
    public const string InMemorySharedDataSource = ":memory:?cache=shared";
    public const string InMemorySharedConnectionString = "DataSource=:memory:?cache=shared";

    private static readonly string[] DataSourceKeys = ["DataSource", "Data Source"];
    private static readonly Lazy<HashSet<string>> Options = new(ReadOptions);

    [AllowNull]
    public override object this[string keyword]
    {
        get => base[keyword];
        set
        {
            if (!IsDataSource(keyword) && !Options.Value.Contains(keyword))
                throw new InvalidOperationException($"Unrecognized connection string property '{keyword}'");
            base[keyword] = value;
        }
    }

    /// <summary>The path of a file, or <c>:memory:</c>.</summary>
    public string DataSource
    {
        get => DataSourceKeys.Select(key => TryGetValue(key, out var value) ? value.ToString() : null).FirstOrDefault(value => value is not null) ?? "";
        set => this[DataSourceKeys[0]] = value;
    }

    internal IReadOnlyDictionary<string, string> Configuration =>
        Keys.Cast<string>().Where(key => !IsDataSource(key)).ToDictionary(key => key, key => this[key].ToString()!);

    private static bool IsDataSource(string keyword) => DataSourceKeys.Contains(keyword, StringComparer.OrdinalIgnoreCase);

    private static unsafe HashSet<string> ReadOptions()
    {
        var options = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (nuint i = 0; i < NativeMethods.duckdb_config_count(); i++)
        {
            if (NativeMethods.duckdb_get_config_flag(i, out var name, out _) == 0) options.Add(NativeText.Borrowed(name));
        }

        return options;
    }
}
