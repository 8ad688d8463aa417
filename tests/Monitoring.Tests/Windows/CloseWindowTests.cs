using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Windows;

namespace MlOps.Monitoring.Tests.Windows;

public sealed class CloseWindowTests
{
    [Fact]
    public void the_next_window_begins_where_this_one_ended()
    {
        var closed = CloseWindow.Decide(Given.Monitor, closedUntil: null, Given.Report(Given.Rows(100)), Given.End)
            .ShouldHaveSingleItem().ShouldBeOfType<WindowEvaluated>();

        var monitor = Given.Monitor.Apply(closed);
        (closed.ClosedItself, monitor.ClosedUntil, monitor.LastWindow).ShouldBe((true, Given.End, "w1"));
    }

    [Fact]
    public void a_window_that_another_node_has_closed_is_not_closed_again()
    {
        var monitor = Given.Monitor with { ClosedUntil = Given.End };

        CloseWindow.Decide(monitor, closedUntil: null, Given.Report(Given.Rows(100)), Given.End).ShouldBeEmpty();
    }

    [Fact]
    public void a_window_that_was_asked_for_moves_nothing()
    {
        var asked = (WindowEvaluated)EvaluateWindow.Decide(Given.Monitor, Given.Report(Given.Rows(100)), Given.End).Single();

        Given.Monitor.Apply(asked).ClosedUntil.ShouldBeNull();
    }
}
