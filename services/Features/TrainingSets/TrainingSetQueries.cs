using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.TrainingSets;

/// <summary>Reads the training sets of datasets.</summary>
internal sealed class TrainingSetQueries(CallerSessions sessions)
{
    /// <summary>How many training sets of the request's dataset there are.</summary>
    /// <exception cref="VersionConflictException">Not as many as the request expects.</exception>
    public async Task<long> RevisionForAsync(CreateTrainingSetRequest request, CancellationToken cancellation)
    {
        var stream = TrainingSetHistory.StreamOf(request.Dataset);
        await using var session = sessions.Query();
        var revision = (await session.LoadAsync<TrainingSetHistory>(stream, cancellation))?.Revision ?? 0;
        if (request.HasExpectedVersion) ExpectedVersion.Require(stream, request.ExpectedVersion, revision);
        return revision;
    }
}
