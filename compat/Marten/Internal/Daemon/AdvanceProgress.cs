using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten.Internal.Operations;
using Marten.Internal.Sessions;
using Npgsql;

namespace Marten.Internal.Daemon;

/// <summary>Moves a shard's position from where this node believes it to be; fails on the server where it is elsewhere.</summary>
internal sealed class AdvanceProgress(ShardName shard, long floor, long ceiling) : StorageOperation
{
    public override bool HasResult => true;

    public override NpgsqlBatchCommand ToCommand(DocumentSession session)
    {
        var table = $"{session.Options.EventGraph.DatabaseSchemaName}.mt_event_progression";
        return new NpgsqlBatchCommand($"""
            with advanced as (
                insert into {table} as p (name, last_seq_id, last_updated) values ($1, $3, transaction_timestamp())
                on conflict (name) do update set last_seq_id = $3, last_updated = transaction_timestamp() where p.last_seq_id = $2
                returning 1
            )
            select 1 / count(*) from advanced
            """)
        {
            Parameters = { SqlParameters.Text(shard.Identity), SqlParameters.Of(floor), SqlParameters.Of(ceiling) },
        };
    }

    public override Exception? Translate(PostgresException exception) =>
        exception.SqlState == PostgresErrorCodes.DivisionByZero ? new ProgressionProgressOutOfOrderException(shard) : null;
}
