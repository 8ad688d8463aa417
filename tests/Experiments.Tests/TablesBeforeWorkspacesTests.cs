using MlOps.Experiments.Tracking;
using MlOps.ServiceHost;

namespace MlOps.Experiments.Tests;

/// <summary>The tables as they were before there were workspaces: what is in them belongs to the workspace <c>default</c>.</summary>
public class TablesBeforeWorkspacesTests
{
    private const string Before = """
        create table if not exists metric_segments (
            run_id text not null,
            key text not null,
            segment uuid not null,
            first_ms bigint not null,
            last_ms bigint not null,
            points int not null,
            timestamps_ms bigint[] not null,
            steps bigint[] not null,
            metric_values double precision[] not null,
            primary key (run_id, key, last_ms, segment));
        """;

    private const string Rows = """
        insert into metric_segments values ('r', 'k', gen_random_uuid(), 1, 2, 1, '{1}', '{1}', '{1}');
        """;

    [Fact]
    public Task become_like_new_ones_and_keep_their_rows() => TableUpgrade.ShouldBecomeAsync(
            Before, Rows, MetricSegments.Schema,
            "select count(*) from metric_segments where workspace = 'default' and run_id = 'r'");
}
