using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using JasperFx.Events.Subscriptions;
using Marten.Events.Aggregation;
using Marten.Internal.Projections;
using Marten.Schema;
using Marten.Subscriptions;

namespace Marten.Events.Projections;

/// <summary>The projections and subscriptions of a store, and the daemon that runs them.</summary>
public class ProjectionOptions : DaemonSettings
{
    private readonly StoreOptions options;
    private readonly List<ProjectionBase> projections = [];
    private readonly List<SubscriptionBase> subscriptions = [];

    internal ProjectionOptions(StoreOptions options) => this.options = options;

    /// <summary>Failures that the daemon passes over.</summary>
    public ErrorHandlingOptions Errors { get; } = new() { SkipApplyErrors = true, SkipUnknownEvents = true, SkipSerializationErrors = true };

    /// <summary>Failures that a rebuild passes over.</summary>
    public ErrorHandlingOptions RebuildErrors { get; } = new();

    /// <summary>Whether inline aggregates fetched for writing are projected on instead of being loaded again on save.</summary>
    public bool UseIdentityMapForAggregates
    {
        get => options.Events.UseIdentityMapForAggregates;
        set => options.Events.UseIdentityMapForAggregates = value;
    }

    /// <summary>Who is told of the commits of asynchronous pages.</summary>
    public List<IChangeListener> AsyncListeners { get; } = [];

    internal IReadOnlyList<ProjectionBase> All => projections;

    internal IReadOnlyList<SubscriptionBase> Subscriptions => subscriptions;

    internal IReadOnlyList<ProjectionBase> Inline => [.. projections.Where(p => p.Lifecycle == ProjectionLifecycle.Inline)];

    /// <summary>Adds a projection.</summary>
    public void Add(ProjectionBase projection, ProjectionLifecycle lifecycle, Action<AsyncOptions>? asyncConfiguration = null)
    {
        projection.Lifecycle = lifecycle;
        asyncConfiguration?.Invoke(projection.Options);
        Register(projection);
    }

    /// <summary>Adds a projection.</summary>
    public void Add<T>(ProjectionLifecycle lifecycle, Action<AsyncOptions>? asyncConfiguration = null)
        where T : ProjectionBase, new() => Add(new T(), lifecycle, asyncConfiguration);

    /// <summary>Adds a projection written by hand.</summary>
    public void Add(IProjection projection, ProjectionLifecycle lifecycle, string? projectionName = null, Action<AsyncOptions>? asyncConfiguration = null)
    {
        var wrapper = new ProjectionWrapper(projection);
        if (projectionName is not null) wrapper.Name = projectionName;
        Add(wrapper, lifecycle, asyncConfiguration);
    }

    /// <summary>Keeps the state of each stream as a document.</summary>
    public MartenRegistry.DocumentMappingExpression<T> Snapshot<T>(SnapshotLifecycle lifecycle, Action<AsyncOptions>? asyncConfiguration = null) =>
        AddSelfAggregate<T>(lifecycle == SnapshotLifecycle.Inline ? ProjectionLifecycle.Inline : ProjectionLifecycle.Async, asyncConfiguration);

    /// <summary>Builds the state of a stream on reading.</summary>
    public MartenRegistry.DocumentMappingExpression<T> LiveStreamAggregation<T>(Action<AsyncOptions>? asyncConfiguration = null) =>
        AddSelfAggregate<T>(ProjectionLifecycle.Live, asyncConfiguration);

    /// <summary>Adds a subscription.</summary>
    public void Subscribe(ISubscription subscription, Action<ISubscriptionOptions>? configure = null)
    {
        var source = subscription as SubscriptionBase ?? new SubscriptionWrapper(subscription);
        configure?.Invoke(source);
        subscriptions.Add(source);
    }

    internal void AssembleAndAssertValidity()
    {
        foreach (var projection in projections)
        {
            projection.AssembleAndAssertValidity();
            foreach (var type in projection.IncludedEventTypes.Where(t => t is { IsInterface: false, IsAbstract: false })) options.EventGraph.AddEventType(type);
            foreach (var document in projection.Lifecycle == ProjectionLifecycle.Live ? [] : projection.PublishedTypes()) options.MappingFor(document);
        }

        var names = projections.Where(p => p.Lifecycle == ProjectionLifecycle.Async).Select(p => p.Name).Concat(subscriptions.Select(s => s.Name));
        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new DuplicateSubscriptionNamesException($"There is more than one projection or subscription named '{twice.Key}': names must be unique.");
    }

    private MartenRegistry.DocumentMappingExpression<T> AddSelfAggregate<T>(ProjectionLifecycle lifecycle, Action<AsyncOptions>? asyncConfiguration)
    {
        var projection = (ProjectionBase)Activator.CreateInstance(typeof(SingleStreamProjection<,>).MakeGenericType(typeof(T), IdentityTypeOf(typeof(T))))!;
        Add(projection, lifecycle, asyncConfiguration);
        return options.Schema.For<T>();
    }

    private Type IdentityTypeOf(Type aggregate)
    {
        var mapping = new DocumentMapping(aggregate, options);
        if (mapping.IdMember is not null) return mapping.IdType;
        return options.EventGraph.HasStringKeys ? typeof(string) : typeof(Guid);
    }

    private void Register(ProjectionBase projection)
    {
        if (projection is IAggregateProjection aggregate)
        {
            var mapping = options.MappingFor(aggregate.AggregateType);
            aggregate.Mapping = mapping;
            mapping.HasEventVersion = true;
        }

        projections.Add(projection);
    }
}
