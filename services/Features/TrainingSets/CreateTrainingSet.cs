using Grpc.Core;
using MlOps.Analytics;
using MlOps.Blobs;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.Features.Entities;
using MlOps.Features.Sources;
using MlOps.Features.Views;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using FeatureService = MlOps.Features.FeatureServices.FeatureService;

namespace MlOps.Features.TrainingSets;

/// <summary>Joins a feature service's features onto a spine and commits the result to the catalog as a dataset version.</summary>
internal sealed class CreateTrainingSet(
    Mutations mutations, Definitions definitions, SourceDatasets datasets, DatasetCatalog.DatasetCatalogClient catalog, IBlobStore blobs, TimeProvider time)
{
    private const string FileName = "training-set.parquet";
    // The catalog inspects the whole file before it answers.
    private static readonly TimeSpan CommitDeadline = TimeSpan.FromMinutes(10);

    public async Task<TrainingSetCreated> HandleAsync(CreateTrainingSetRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        Validate(request);
        if (await mutations.RepeatedAsync<TrainingSetHistory>(request, cancellation) is { } repeated) return AnswerOf(repeated.State, request);

        var service = await definitions.GetServiceAsync(request.FeatureService, cancellation);
        var (committed, derivedFrom) = await BuildAsync(request, service, cancellation);
        var made = new TrainingSetCreated(
            request.Dataset, committed.Version, committed.Digest, committed.RowCount, service.Name, derivedFrom[0], derivedFrom,
            [.. service.Features.Select(f => f.Column)], [.. request.Spine.Labels], Caller.Current.Subject, At: default);
        var result = await mutations.ApplyAsync<TrainingSetHistory>(
            TrainingSetHistory.StreamOf(request.Dataset), request, (state, now) => Decide(state, made with { At = now }), cancellation);
        return AnswerOf(result.State, request);
    }

    /// <summary>The same rows made in the same way again are no new training set.</summary>
    public static IEnumerable<object> Decide(TrainingSetHistory? state, TrainingSetCreated made) =>
        state?.Versions.Any(v => v.Version == made.Version && v.FeatureService == made.FeatureService && v.DerivedFrom.SequenceEqual(made.DerivedFrom)) == true
            ? []
            : [made];

    private static TrainingSetCreated AnswerOf(TrainingSetHistory state, CreateTrainingSetRequest request) => state.Versions.Last(v =>
        v.FeatureService == request.FeatureService
        && v.Spine.StartsWith($"dataset/{request.Spine.Dataset}@", StringComparison.Ordinal)
        && v.Labels.SequenceEqual(request.Spine.Labels));

    private async Task<(DatasetVersion Committed, IReadOnlyList<string> DerivedFrom)> BuildAsync(
        CreateTrainingSetRequest request, FeatureService service, CancellationToken cancellation)
    {
        var views = await definitions.FindViewsAsync(service.Views, cancellation);
        var joined = new List<JoinedView>();
        foreach (var view in service.Views.Select(name => views[name]))
            joined.Add(new JoinedView(view, await datasets.OpenAsync(view.Source.Dataset, view.Source.Version, cancellation)));
        var spine = await datasets.OpenAsync(request.Spine.Dataset, request.Spine.Version, cancellation);
        var keys = joined.SelectMany(v => v.View.JoinKeys).DistinctBy(k => k.Name).ToList();

        using var folder = new WorkFolder();
        var file = folder.File(FileName);
        using (var database = await AnalyticsDatabase.OpenAsync(folder, spine.Paths.Concat(joined.SelectMany(v => v.Source.Paths)).Distinct(), cancellation))
        {
            var rows = Check(request.Spine, spine, keys, service, database, cancellation);
            await Task.Run(() => PointInTimeJoin.Write(database, rows, keys, joined, service.Features, file, cancellation), cancellation);
        }

        IReadOnlyList<string> derivedFrom =
            [spine.Node, .. joined.Select(v => v.Source.Node).Where(n => n != spine.Node).Distinct(), service.Id, .. joined.Select(v => v.View.Id)];
        return (await CommitAsync(request.Dataset, service, file, derivedFrom, cancellation), derivedFrom);
    }

    private static SpineRows Check(
        Spine spine, SourceTable source, IReadOnlyList<KeyColumn> keys, FeatureService service, AnalyticsDatabase database, CancellationToken cancellation)
    {
        var faults = new Faults();
        var columns = source.Version.Columns;
        foreach (var key in keys) faults.Column(columns, key.Name, key.Type, "spine");
        var taken = keys.Select(k => k.Name).Concat(service.Features.Select(f => f.Column)).Append(Names.EventTimestamp).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (i, label) in spine.Labels.Index())
        {
            faults
                .Require(columns.Any(c => Names.Same(c.Name, label)), $"spine.labels[{i}]", $"the dataset has no column {label}")
                .Require(taken.Add(label), $"spine.labels[{i}]", $"the training set has a column {label} already");
        }

        var (timestamp, fault) = TimestampExpression.Compile(database, spine.EventTimestamp, columns, cancellation);
        faults.Require(fault is null, "spine.event_timestamp", fault ?? "");
        faults.ThrowIfAny();
        return new SpineRows(source, timestamp, spine.Labels);
    }

    private async Task<DatasetVersion> CommitAsync(
        string dataset, FeatureService service, string file, IReadOnlyList<string> derivedFrom, CancellationToken cancellation)
    {
        await RegisterAsync(dataset, service, cancellation);
        await using var content = File.OpenRead(file);
        var blob = await blobs.PutAsync(content, cancellation);
        var commit = new CommitVersionRequest
        {
            Dataset = dataset,
            Files = { new DatasetFile { Path = FileName, Digest = blob.Digest, SizeBytes = blob.Size, Format = "parquet" } },
            DerivedFrom = { derivedFrom },
            Metadata = { ["feature_service"] = service.Name },
        };
        return await catalog.CommitVersionAsync(commit, deadline: time.GetUtcNow().Add(CommitDeadline).UtcDateTime, cancellationToken: cancellation);
    }

    private async Task RegisterAsync(string dataset, FeatureService service, CancellationToken cancellation)
    {
        try
        {
            await catalog.GetDatasetAsync(new GetDatasetRequest { Name = dataset }, cancellationToken: cancellation);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            await RegisterNewAsync(dataset, service, cancellation);
        }
    }

    private async Task RegisterNewAsync(string dataset, FeatureService service, CancellationToken cancellation)
    {
        try
        {
            var request = new RegisterDatasetRequest { Name = dataset, Description = $"Training sets of {service.Id}" };
            await catalog.RegisterDatasetAsync(request, cancellationToken: cancellation);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            // Somebody else registered it between the two calls, which is as good.
        }
    }

    private static void Validate(CreateTrainingSetRequest request) => new Faults()
        .Name(request.Dataset, "dataset")
        .Name(request.FeatureService, "feature_service")
        .Require(request.Spine is not null, "spine", "is required")
        .Name(request.Spine?.Dataset, "spine.dataset")
        .Require(request.Spine?.Version is null or >= 0, "spine.version", "must not be negative; 0 is the latest")
        .Require(request.Spine is null || request.Dataset != request.Spine.Dataset, "dataset", "must not be the spine's dataset")
        .Text(request.Spine?.EventTimestamp, "spine.event_timestamp", Limits.ExpressionLength)
        .Count(request.Spine?.Labels.Count ?? 0, "spine.labels", Limits.Labels)
        .ThrowIfAny();
}
