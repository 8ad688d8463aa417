using MlOps.Lineage.Ledger;
using MlOps.ServiceHost;

namespace MlOps.Lineage.Tests;

/// <summary>The tables as they were before there were workspaces: what is in them belongs to the workspace <c>default</c>.</summary>
public class TablesBeforeWorkspacesTests
{
    private const string Before = """
        CREATE TABLE IF NOT EXISTS ledger (
            position bigint PRIMARY KEY,
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
            hash bytea NOT NULL);
        CREATE INDEX IF NOT EXISTS ledger_subject ON ledger (subject, position);

        -- One row: where the ledger ends. Its lock makes positions gapless and the chain of hashes one chain.
        CREATE TABLE IF NOT EXISTS ledger_head (
            one boolean PRIMARY KEY DEFAULT true CHECK (one), position bigint NOT NULL, hash bytea NOT NULL);
        INSERT INTO ledger_head (position, hash) VALUES (0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
        CREATE TABLE IF NOT EXISTS ledger_count (service text PRIMARY KEY, events bigint NOT NULL);

        -- Ids in the order of their code points, so that those of one kind are together.
        CREATE TABLE IF NOT EXISTS node_fact (
            node_id text COLLATE "C" NOT NULL,
            event_id text NOT NULL,
            time timestamptz NOT NULL,
            sequence bigint NOT NULL,
            actor text NOT NULL,
            attributes jsonb NOT NULL,
            PRIMARY KEY (node_id, event_id));
        CREATE INDEX IF NOT EXISTS node_fact_client ON node_fact ((attributes ->> 'client_id'), node_id)
            WHERE attributes ->> 'client_id' IS NOT NULL;
        CREATE TABLE IF NOT EXISTS edge (
            from_id text COLLATE "C" NOT NULL,
            to_id text COLLATE "C" NOT NULL,
            relation text NOT NULL,
            PRIMARY KEY (from_id, to_id, relation));
        CREATE INDEX IF NOT EXISTS edge_to ON edge (to_id, from_id);

        CREATE OR REPLACE FUNCTION ledger_append(
            event_id text, service text, type text, subject text, sequence bigint, "time" timestamptz, actor text, workspace text,
            correlation_id text, causation_id text, traceparent text, reason text, data bytea, digest bytea) RETURNS void AS $$
        DECLARE
            head ledger_head;
        BEGIN
            UPDATE ledger_head h SET position = h.position + 1, hash = sha256(h.hash || digest) RETURNING h.* INTO head;
            INSERT INTO ledger VALUES (head.position, event_id, service, type, subject, sequence, "time", actor, workspace,
                correlation_id, causation_id, traceparent, reason, data, head.hash);
            INSERT INTO ledger_count AS c VALUES (service, 1)
                ON CONFLICT ON CONSTRAINT ledger_count_pkey DO UPDATE SET events = c.events + 1;
        END $$ LANGUAGE plpgsql;
        """;

    // The chain goes on where it ended.
    private const string Appended =
        "select ledger_append(gen_random_uuid()::text, 'test', 't', 's', 1, now(), 'a', 'default', '', '', '', '', '', sha256('x'));";

    private const string Rows = """
        select ledger_append('e1', 'test', 't', 's', 1, now(), 'a', 'default', '', '', '', '', '', sha256('x'));
         insert into node_fact values ('model/m@1', 'e1', now(), 1, 'a', '{"client_id": "c"}');
         insert into edge values ('model/m@1', 'run/r', 'made');
        """;

    [Fact]
    public Task become_like_new_ones_and_keep_their_rows() => TableUpgrade.ShouldBecomeAsync(
            Before, Rows, LedgerSchema.Sql + Appended,
            "select count(*) from ledger where workspace = 'default' and position = 2",
            "select position - 1 from ledger_head where workspace = 'default'",
            "select events - 1 from ledger_count where workspace = 'default' and service = 'test'",
            "select count(*) from node_fact where workspace = 'default'",
            "select count(*) from edge where workspace = 'default'");
}
