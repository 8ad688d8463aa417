using MlOps.Features.Online;
using MlOps.ServiceHost;

namespace MlOps.Features.Tests;

/// <summary>The tables as they were before there were workspaces: what is in them belongs to the workspace <c>default</c>.</summary>
public class TablesBeforeWorkspacesTests
{
    private const string Before = """
        CREATE SCHEMA IF NOT EXISTS online;
        CREATE TABLE IF NOT EXISTS online.features (
            feature_view text NOT NULL,
            entity_key bytea NOT NULL,
            event_time timestamptz NOT NULL,
            created_time timestamptz,
            feature_values bytea NOT NULL,
            PRIMARY KEY (feature_view, entity_key));
        """;

    private const string Rows = """
        insert into online.features values ('v', '\\x01', now(), now(), '\\x02');
        """;

    [Fact]
    public Task become_like_new_ones_and_keep_their_rows() => TableUpgrade.ShouldBecomeAsync(
            Before, Rows, OnlineStore.Schema,
            "select count(*) from online.features where workspace = 'default' and feature_view = 'v'");
}
