using System.CommandLine;
using MlOps.Contracts.Lineage.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops lineage …</c></summary>
internal static class LineageCommands
{
    public static Command Build() => new("lineage", "The graph from data to prediction.") { Show(), Nodes() };

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "A node id, or the id of a prediction." };
        var downstream = new Option<bool>("--downstream") { Description = "What followed from it, instead of what it came from." };
        var depth = new Option<int>("--depth") { DefaultValueFactory = _ => 20 };
        var command = new Command("show", "Prints the chain behind a prediction or any other node.") { id, downstream, depth };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var lineage = await gateway.Lineage.GetLineageAsync(new GetLineageRequest
            {
                NodeId = parsed.GetValue(id),
                Direction = parsed.GetValue(downstream) ? Direction.Downstream : Direction.Upstream,
                Depth = parsed.GetValue(depth),
            }, cancellationToken: cancellation);
            Print(lineage);
        });
        return command;
    }

    private static Command Nodes()
    {
        var kind = new Argument<string>("kind") { Description = "run, model, deployment, prediction, window, alert, dataset …" };
        var prefix = new Option<string>("--name-prefix")
        {
            Description = "How the id goes on after the kind.", DefaultValueFactory = _ => "",
        };
        var client = new Option<string>("--client-id")
        {
            Description = "Of predictions: what the client called them.", DefaultValueFactory = _ => "",
        };
        var newest = new Option<bool>("--descending") { Description = "Of predictions, windows and alerts: newest first." };
        var limit = new Option<int>("--limit") { Description = "How many at most.", DefaultValueFactory = _ => 100 };
        var command = new Command("nodes", "Lists the nodes of one kind by id.") { kind, prefix, client, newest, limit };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("node", "time", "by");
            var request = new ListNodesRequest
            {
                Kind = parsed.GetValue(kind), NamePrefix = parsed.GetValue(prefix), ClientId = parsed.GetValue(client),
                Descending = parsed.GetValue(newest),
            };
            do
            {
                request.PageSize = parsed.GetValue(limit) - table.Rows.Count;
                var page = await gateway.Lineage.ListNodesAsync(request, cancellationToken: cancellation);
                foreach (var node in page.Nodes) table.AddRow(Cells.Of(node.Id, node.Time?.ToDateTimeOffset(), node.Actor));
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0 && table.Rows.Count < parsed.GetValue(limit));
            AnsiConsole.Write(table);
        });
        return command;
    }

    /// <summary>Prints nodes in topological order, each with its attributes and what it points at.</summary>
    public static void Print(GetLineageResponse lineage)
    {
        var edges = lineage.Edges.ToLookup(edge => edge.From);
        foreach (var node in lineage.Nodes)
        {
            AnsiConsole.MarkupLineInterpolated($"[bold]{node.Id}[/]  [grey]{node.Actor} {node.Time?.ToDateTimeOffset():u}[/]");
            foreach (var (key, value) in node.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
                AnsiConsole.WriteLine($"    {key} = {value}");
            foreach (var edge in edges[node.Id]) AnsiConsole.MarkupLineInterpolated($"    [blue]{edge.Relation}[/] → {edge.To}");
        }
        AnsiConsole.WriteLine($"true for ledger position {lineage.Position}{(lineage.Truncated ? ", truncated" : "")}");
    }
}
