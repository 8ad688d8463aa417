namespace MlOps.Features.TrainingSets;

/// <summary>
/// The versions that an operation reads. It is kept until the operation ends: when a run after a crash read what has come meanwhile, it
/// would commit a second version.
/// </summary>
/// <param name="Id">The operation's id.</param>
public sealed record TrainingSetPlan(string Id, long SpineVersion, IReadOnlyList<PlannedView> Views);

/// <summary>A view as it was at a revision, and the version of its source.</summary>
public sealed record PlannedView(string View, long Revision, long SourceVersion);
