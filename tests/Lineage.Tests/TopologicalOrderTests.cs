using MlOps.Lineage.Graph;

namespace MlOps.Lineage.Tests;

public sealed class TopologicalOrderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void every_node_comes_after_all_that_lead_to_it(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            // Edges from a lower number to a higher one make no circle.
            var count = random.Next(1, 30);
            var nodes = Enumerable.Range(0, count).Select(number => Node($"n/{number}")).ToList();
            var edges = Enumerable.Range(0, count * 2).Select(_ => (a: random.Next(count), b: random.Next(count))).Where(edge => edge.a < edge.b).Distinct()
                .Select(edge => new GraphEdge($"n/{edge.a}", $"n/{edge.b}", "r")).ToList();
            var shuffled = nodes.OrderBy(node => node.Id == "n/0" ? -1 : random.Next()).ToList();

            var order = TopologicalOrder.Of(shuffled, edges, "n/0", WalkDirection.Upstream).Select(node => node.Id).ToList();

            order.Order(StringComparer.Ordinal).ShouldBe(nodes.Select(node => node.Id).Order(StringComparer.Ordinal));
            foreach (var edge in edges) order.IndexOf(edge.From).ShouldBeLessThan(order.IndexOf(edge.To));
        }
    }

    [Fact]
    public void a_circle_is_broken_and_every_node_is_there_once()
    {
        GraphNode[] nodes = [Node("a"), Node("b"), Node("c")];
        GraphEdge[] edges = [new("a", "b", "r"), new("b", "c", "r"), new("c", "b", "r")];

        TopologicalOrder.Of(nodes, edges, "a", WalkDirection.Upstream).Select(node => node.Id).ShouldBe(["a", "b", "c"]);
    }

    private static GraphNode Node(string id) => new(id, new Dictionary<string, string>(), null, "", 0);
}
