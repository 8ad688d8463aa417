using MlOps.EventSourcing;

namespace MlOps.Lineage.Ledger;

/// <summary>The tables of the ledger and the graph, of which each workspace has its own.</summary>
internal static class LedgerSchema
{
    public static readonly string Sql = $"""
        CREATE TABLE IF NOT EXISTS ledger (
            position bigint NOT NULL,
            event_id text NOT NULL UNIQUE,
            service text NOT NULL,
            type text NOT NULL,
            subject text NOT NULL,
            sequence bigint NOT NULL,
            time timestamptz NOT NULL,
            actor text NOT NULL,
            workspace text NOT NULL,
            correlation_id text NOT NULL,
            causation_id text NOT NULL,
            traceparent text NOT NULL,
            reason text NOT NULL,
            data bytea NOT NULL,
            hash bytea NOT NULL,
            PRIMARY KEY (workspace, position));
        {WorkspaceKey.Widen("ledger", "workspace, position")}
        DROP INDEX IF EXISTS ledger_subject;
        CREATE INDEX IF NOT EXISTS ledger_by_subject ON ledger (workspace, subject, position);

        -- Where the ledger of a workspace ends. The row's lock makes positions gapless and the chain of hashes one chain.
        CREATE TABLE IF NOT EXISTS ledger_head (workspace text PRIMARY KEY, position bigint NOT NULL, hash bytea NOT NULL);
        {WorkspaceKey.Add("ledger_head", "workspace", "ALTER TABLE ledger_head DROP COLUMN one;")}
        CREATE TABLE IF NOT EXISTS ledger_count (
            workspace text NOT NULL, service text NOT NULL, events bigint NOT NULL, PRIMARY KEY (workspace, service));
        {WorkspaceKey.Add("ledger_count", "workspace, service")}

        -- Ids in the order of their code points, so that those of one kind are together.
        CREATE TABLE IF NOT EXISTS node_fact (
            workspace text NOT NULL,
            node_id text COLLATE "C" NOT NULL,
            event_id text NOT NULL,
            time timestamptz NOT NULL,
            sequence bigint NOT NULL,
            actor text NOT NULL,
            attributes jsonb NOT NULL,
            PRIMARY KEY (workspace, node_id, event_id));
        {WorkspaceKey.Add("node_fact", "workspace, node_id, event_id", "DROP INDEX node_fact_client;")}
        CREATE INDEX IF NOT EXISTS node_fact_client ON node_fact (workspace, (attributes ->> 'client_id'), node_id)
            WHERE attributes ->> 'client_id' IS NOT NULL;
        CREATE TABLE IF NOT EXISTS edge (
            workspace text NOT NULL,
            from_id text COLLATE "C" NOT NULL,
            to_id text COLLATE "C" NOT NULL,
            relation text NOT NULL,
            PRIMARY KEY (workspace, from_id, to_id, relation));
        {WorkspaceKey.Add("edge", "workspace, from_id, to_id, relation", "DROP INDEX edge_to;")}
        CREATE INDEX IF NOT EXISTS edge_to ON edge (workspace, to_id, from_id);

        CREATE OR REPLACE FUNCTION ledger_append(
            event_id text, service text, type text, subject text, sequence bigint, "time" timestamptz, actor text, workspace text,
            correlation_id text, causation_id text, traceparent text, reason text, data bytea, digest bytea) RETURNS void AS $$
        DECLARE
            head ledger_head;
        BEGIN
            INSERT INTO ledger_head AS h (workspace, position, hash)
                VALUES (ledger_append.workspace, 1, sha256(decode(repeat('00', 32), 'hex') || digest))
                ON CONFLICT ON CONSTRAINT ledger_head_pkey DO UPDATE SET position = h.position + 1, hash = sha256(h.hash || digest)
                RETURNING h.* INTO head;
            INSERT INTO ledger VALUES (head.position, event_id, service, type, subject, sequence, "time", actor, workspace,
                correlation_id, causation_id, traceparent, reason, data, head.hash);
            INSERT INTO ledger_count AS c (workspace, service, events) VALUES (ledger_append.workspace, ledger_append.service, 1)
                ON CONFLICT ON CONSTRAINT ledger_count_pkey DO UPDATE SET events = c.events + 1;
        END $$ LANGUAGE plpgsql;
        """;
}
