using MlOps.Catalog.Datasets;
using V1 = MlOps.Contracts.Catalog.V1;

namespace MlOps.Catalog.Wire;

/// <summary>Versions as messages with their files and schema, which are read from blobs.</summary>
internal sealed class VersionAnswers(DatasetQueries queries)
{
    public async Task<V1.DatasetVersion> ToWireAsync(DatasetVersionImported version, CancellationToken cancellation) =>
        version.ToWire(await queries.GetFilesAsync(version, cancellation), await queries.GetColumnsAsync(version, cancellation));

    /// <summary>A version, and whether its content was a version before.</summary>
    public async Task<V1.DatasetVersion> ToWireAsync(RecordedVersion recorded, CancellationToken cancellation)
    {
        var answer = await ToWireAsync(recorded.Version, cancellation);
        answer.AlreadyExisted = recorded.AlreadyExisted;
        return answer;
    }
}
