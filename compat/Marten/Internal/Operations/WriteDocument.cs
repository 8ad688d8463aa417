using JasperFx;
using Marten.Exceptions;
using Marten.Internal.Sessions;
using Marten.Schema;
using Npgsql;

namespace Marten.Internal.Operations;

internal enum WriteKind
{
    Upsert,
    Insert,
    Update,
}

/// <summary>Inserts, overwrites or upserts one document; its JSON is taken when the save begins.</summary>
internal sealed class WriteDocument(DocumentMapping mapping, object id, object document, WriteKind kind, string tenantId, long? streamVersion = null) : StorageOperation
{
    public override DocumentMapping Mapping => mapping;

    public override bool HasResult => kind == WriteKind.Update;

    public object Document => document;

    public object Id => id;

    public string TenantId => tenantId;

    public WriteKind Kind => kind;

    public override NpgsqlBatchCommand ToCommand(DocumentSession session)
    {
        var tenant = mapping.IsConjoined ? ", tenant_id" : "";
        var tenantValue = mapping.IsConjoined ? ", $5" : "";
        var insert = $"insert into {mapping.Table} (id, data, mt_dotnet_type, mt_version, mt_last_modified{tenant}) values ($1, $2, $3, $4, transaction_timestamp(){tenantValue})";
        const string set = "data = $2, mt_dotnet_type = $3, mt_version = $4, mt_last_modified = transaction_timestamp()";
        var command = new NpgsqlBatchCommand(kind switch
        {
            WriteKind.Insert => insert,
            // A missing document must fail on the server, before the transaction commits: division by zero.
            WriteKind.Update => $"with updated as (update {mapping.Table} set {set} where id = $1{(mapping.IsConjoined ? " and tenant_id = $5" : "")} returning 1) select 1 / count(*) from updated",
            _ => $"{insert} on conflict ({(mapping.IsConjoined ? "tenant_id, " : "")}id) do update set {set}",
        });
        command.Parameters.Add(SqlParameters.Inferred(id));
        command.Parameters.Add(SqlParameters.Json(session.Owner.Options.JsonSerializer.ToUtf8(document)));
        command.Parameters.Add(SqlParameters.Text(document.GetType().FullName));
        command.Parameters.Add(mapping.HasEventVersion ? SqlParameters.Of(streamVersion ?? 0L) : SqlParameters.Of(Guid.CreateVersion7()));
        if (mapping.IsConjoined) command.Parameters.Add(SqlParameters.Text(tenantId));
        return command;
    }

    public override Exception? Translate(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation => new DocumentAlreadyExistsException(exception, mapping.DocumentType, id),
        PostgresErrorCodes.DivisionByZero when kind == WriteKind.Update => new NonExistentDocumentException(mapping.DocumentType, id),
        _ => null,
    };
}
