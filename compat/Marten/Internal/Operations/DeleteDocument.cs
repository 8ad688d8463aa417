using Marten.Internal.Sessions;
using Marten.Schema;
using Npgsql;

namespace Marten.Internal.Operations;

/// <summary>Deletes one document.</summary>
internal sealed class DeleteDocument(DocumentMapping mapping, object id, string tenantId) : StorageOperation
{
    public override DocumentMapping Mapping => mapping;

    public object Id => id;

    public string TenantId => tenantId;

    public override NpgsqlBatchCommand ToCommand(DocumentSession session)
    {
        var command = new NpgsqlBatchCommand($"delete from {mapping.Table} where id = $1{(mapping.IsConjoined ? " and tenant_id = $2" : "")}");
        command.Parameters.Add(SqlParameters.Inferred(id));
        if (mapping.IsConjoined) command.Parameters.Add(SqlParameters.Text(tenantId));
        return command;
    }
}
