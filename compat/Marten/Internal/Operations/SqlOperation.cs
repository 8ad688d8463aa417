using Marten.Internal.Sessions;
using Marten.Schema;
using Npgsql;

namespace Marten.Internal.Operations;

/// <summary>A statement with its parameters.</summary>
internal sealed class SqlOperation(string sql, IEnumerable<NpgsqlParameter> parameters, DocumentMapping? mapping = null) : StorageOperation
{
    public override DocumentMapping? Mapping => mapping;

    public override NpgsqlBatchCommand ToCommand(DocumentSession session)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    /// <summary>Replaces placeholders, wherever they stand, by numbered parameters.</summary>
    public static string Numbered(string sql, char placeholder, int count)
    {
        var parts = sql.Split(placeholder);
        if (parts.Length != count + 1) throw new InvalidOperationException($"The statement '{sql}' has {parts.Length - 1} placeholders for {count} parameters.");
        return string.Concat(parts.Select((part, i) => i == 0 ? part : $"${i}{part}"));
    }
}
