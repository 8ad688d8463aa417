using System.Diagnostics;
using JasperFx;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Messaging;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.EventSourcing.Consuming;

/// <summary>Runs consumers idempotently: their writes and the <see cref="ConsumedEvent"/> record are one transaction.</summary>
internal sealed class EventConsumption(
    IServiceScopeFactory scopes, CallerSessions sessions, ServiceIdentity identity, ClaimCheck claims, TimeProvider time)
{
    /// <summary>The consumer group of a route.</summary>
    public string GroupOf(IConsumerRoute route) => $"mlops.{identity.Service}.{route.Consumer}";

    public async Task HandleAsync(TypedRoute route, Consumed message, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var span = KafkaTelemetry.StartProcess(route.Consumer, GroupOf(route), [message]);
        using var caller = identity.Act(NullIfEmpty(message.CorrelationId), message.Id, message.Workspace);
        await using var scope = scopes.CreateAsyncScope();
        await using var session = sessions.Open();
        var id = ConsumedEvent.IdOf(route.Consumer, message);
        if (await session.LoadAsync<ConsumedEvent>(id, cancellation) is not null) return;
        session.Insert(new ConsumedEvent(id, time.GetUtcNow()));
        await route.Handle(scope.ServiceProvider, session, await claims.CollectAsync(message, cancellation), cancellation);
        await SaveOnceAsync(session, cancellation);
        KafkaTelemetry.CountHandled(route.Consumer, message.Topic, 1, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Handles the messages of each workspace in their order, in a transaction of its own.</summary>
    public async Task HandleAsync(BatchRoute route, IReadOnlyList<Consumed> messages, CancellationToken cancellation)
    {
        foreach (var workspace in messages.GroupBy(message => message.Workspace))
            await HandleWorkspaceAsync(route, [.. workspace], cancellation);
    }

    private async Task HandleWorkspaceAsync(BatchRoute route, IReadOnlyList<Consumed> messages, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var span = KafkaTelemetry.StartProcess(route.Consumer, GroupOf(route), messages);
        using var caller = identity.Act(causationId: messages[0].Id, workspace: messages[0].Workspace);
        await using var scope = scopes.CreateAsyncScope();
        await using var session = sessions.Open();
        var byId = messages.DistinctBy(message => message.Id).ToDictionary(message => ConsumedEvent.IdOf(route.Consumer, message));
        foreach (var seen in await session.LoadManyAsync<ConsumedEvent>(cancellation, byId.Keys)) byId.Remove(seen.Id);
        if (byId.Count == 0) return;
        var now = time.GetUtcNow();
        session.Insert(byId.Keys.Select(id => new ConsumedEvent(id, now)).ToArray());
        var collected = new List<Consumed>(byId.Count);
        foreach (var message in byId.Values) collected.Add(await claims.CollectAsync(message, cancellation));
        await route.Resolve(scope.ServiceProvider).HandleAsync(session, collected, cancellation);
        await session.SaveChangesAsync(cancellation);
        KafkaTelemetry.CountHandled(route.Consumer, messages[0].Topic, byId.Count, Stopwatch.GetElapsedTime(started));
    }

    private static async Task SaveOnceAsync(IDocumentSession session, CancellationToken cancellation)
    {
        try
        {
            await session.SaveChangesAsync(cancellation);
        }
        catch (DocumentAlreadyExistsException e) when (e.DocType == typeof(ConsumedEvent))
        {
            // Another node handled the same event concurrently (race): this transaction was rolled back.
        }
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
