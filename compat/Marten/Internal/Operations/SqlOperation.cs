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

    /// <summary>Replaces placeholders, outside of quotes, by numbered parameters.</summary>
    public static string Numbered(string sql, char placeholder, int first = 1)
    {
        var numbered = new System.Text.StringBuilder(sql.Length + 16);
        var isQuoted = false;
        foreach (var c in sql)
        {
            if (c == '\'') isQuoted = !isQuoted;
            if (c == placeholder && !isQuoted) numbered.Append('$').Append(first++);
            else numbered.Append(c);
        }

        return numbered.ToString();
    }
}
