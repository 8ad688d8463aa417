using MlOps.Analytics;
using MlOps.Blobs;
using MlOps.EventSourcing;
using MlOps.Experiments.Tracking;
using MlOps.Runtime;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Artifacts;

/// <summary>Makes a folder of uploaded artifacts the run's model, once it is seen to be a model folder.</summary>
internal sealed class LogModel(RunMutations mutations, RunArtifacts artifacts, ModelFolders folders, IBlobStore blobs)
{
    private const int MaxFiles = 1000;

    public async Task<Mutated<Run>> HandleAsync(Wire.LogModelRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        var faults = new Faults();
        Limits.CheckRunId(faults, request.RunId);
        ArtifactPath.Check(faults, request.Path, "path");
        faults.ThrowIfAny();
        using var folder = new WorkFolder();
        try
        {
            await CopyAsync(request, folder, cancellation);
            var stored = await folders.StoreAsync(folder.Path, request.RunId, request.Path, cancellation);
            return await mutations.ApplyAsync(request.RunId, request, (run, _) => Decide(run, request, stored.Model), cancellation);
        }
        catch (InvalidModelException e)
        {
            throw new InvalidRequestException("path", $"is not a model folder: {e.Message}");
        }
    }

    public static object[] Decide(Run? state, Wire.LogModelRequest command, LoggedModel model) =>
        Run.Active(state, command.RunId).Model == model ? [] : [new ModelLogged(command.RunId, model)];

    private async Task CopyAsync(Wire.LogModelRequest request, WorkFolder folder, CancellationToken cancellation)
    {
        var files = await artifacts.ListAsync(request.RunId, request.Path + "/", null, MaxFiles + 1, cancellation);
        if (files.Count > MaxFiles) throw new LimitExceededException("model files", $"A model folder has at most {MaxFiles} files.");
        foreach (var file in files)
        {
            var target = folder.File(file.Path[(request.Path.Length + 1)..]);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(await blobs.LocalPathAsync(file.Digest, cancellation), target);
        }
    }
}
