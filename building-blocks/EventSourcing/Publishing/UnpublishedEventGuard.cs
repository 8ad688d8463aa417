using System.Reflection;
using JasperFx.Events;
using Microsoft.Extensions.Hosting;

namespace MlOps.EventSourcing.Publishing;

/// <summary>
/// Fails startup if an event of an audited aggregate is missing in the event table, so that no event stays unpublished by mistake.
/// </summary>
internal sealed class UnpublishedEventGuard(EventStoreOptions options, WireEvents published) : IHostedService
{
    private static readonly string[] FoldingMethods = ["Apply", "Create", "ShouldDelete"];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var missing = options.Audited.SelectMany(aggregate => EventsOf(aggregate.StateType))
            .Where(type => !published.Knows(type)).Select(type => type.Name).Distinct().Order().ToList();
        if (missing.Count > 0)
        {
            throw new InvalidOperationException(
                $"The table of wire events for {published.Topic} has neither a wire event nor Private<T>() for: "
                + $"{string.Join(", ", missing)}.");
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// The event of each folding method is its first parameter other than the state: the event or an <see cref="IEvent{T}"/>.
    /// </summary>
    private static IEnumerable<Type> EventsOf(Type state) =>
        from method in state.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
        where FoldingMethods.Contains(method.Name)
        let parameter = method.GetParameters().Select(p => p.ParameterType).FirstOrDefault(type => type != state)
        where parameter is not null && parameter != typeof(IEvent)
        select parameter.IsGenericType && parameter.GetGenericTypeDefinition() == typeof(IEvent<>)
            ? parameter.GetGenericArguments()[0]
            : parameter;
}
