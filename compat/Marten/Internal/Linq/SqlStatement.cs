using Marten.Internal.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Marten.Internal.Linq;

/// <summary>The parameters of a statement under construction.</summary>
internal sealed class SqlStatement(StoreOptions options)
{
    public List<NpgsqlParameter> Parameters { get; } = [];

    public StoreOptions Options => options;

    /// <summary>Adds a value and gives its placeholder.</summary>
    public string Parameter(object? value) => Add(SqlParameters.Inferred(value));

    /// <summary>Adds a jsonb value and gives its placeholder.</summary>
    public string JsonParameter(object? value) => Add(SqlParameters.Json(options.JsonSerializer.ToUtf8(value)));

    /// <summary>Adds an array and gives its placeholder.</summary>
    public string ArrayParameter(Array values) => Add(new NpgsqlParameter { Value = values });

    private string Add(NpgsqlParameter parameter)
    {
        Parameters.Add(parameter);
        return $"${Parameters.Count}";
    }
}
