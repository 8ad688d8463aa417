using Google.Protobuf;
using Google.Rpc;
using MlOps.Blobs;
using MlOps.Catalog.Datasets;
using MlOps.Catalog.Inspection;
using MlOps.Catalog.Wire;
using MlOps.Contracts.Catalog.V1;
using MlOps.Operations;

namespace MlOps.Catalog.Operations;

/// <summary>
/// Checks a file that was received, and only then makes it the dataset's next version. The upload has the operation's id.
/// </summary>
internal sealed class ImportOperation(
    VersionRecorder recorder, VersionInspection inspection, VersionAnswers answers, UploadStore uploads, IBlobStore blobs)
    : OperationKind<ReceivedFile>
{
    public override string Name => ImportVersion.Kind;

    protected override async Task<IMessage> RunAsync(ReceivedFile request, OperationProgress progress, CancellationToken cancellation)
    {
        var path = uploads.PathOf(UploadName.Of(request.RequestId));
        var file = new StoredFile(request.File.Path, request.File.Digest, request.File.SizeBytes);
        var files = new VersionFiles(request.File.Format, [file]);
        await progress.ReportAsync(0, $"checking {request.File.SizeBytes} bytes of {request.File.Path}", cancellation);
        var recorded = await recorder.RecordAsync(CommitOf(request), files, InspectAsync, cancellation);
        uploads.Remove(UploadName.Of(request.RequestId));
        return await answers.ToWireAsync(recorded, cancellation);

        Task<VersionFacts> InspectAsync(CancellationToken token) =>
            inspection.InspectAsync(
                files, [new CandidateFile(file.Path, path, request.File.Format)], keep => StoreAsync(path, keep), token);
    }

    protected override Task EndAsync(ReceivedFile request, Status outcome, CancellationToken cancellation)
    {
        uploads.Remove(UploadName.Of(request.RequestId));
        return Task.CompletedTask;
    }

    private async Task StoreAsync(string path, CancellationToken cancellation)
    {
        await using var content = File.OpenRead(path);
        await blobs.PutAsync(content, cancellation);
    }

    private static CommitVersionRequest CommitOf(ReceivedFile request)
    {
        var commit = new CommitVersionRequest
        {
            Dataset = request.Dataset,
            Files = { request.File },
            Metadata = { request.Metadata },
            RequestId = request.RequestId,
            Reason = request.Reason,
        };
        if (request.HasExpectedVersion) commit.ExpectedVersion = request.ExpectedVersion;
        return commit;
    }
}
