using MlOps.Analytics;
using MlOps.Blobs;
using MlOps.EventSourcing;
using MlOps.Experiments.Tracking;
using MlOps.Runtime;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Artifacts;

/// <summary>Makes a folder of uploaded artifacts the run's model, after validating it.</summary>
internal sealed class LogModel(RunMutations mutations, RunArtifacts artifacts, ModelFolders folders, IBlobStore blobs)
{
    public async Task<Mutated<Run>> HandleAsync(V1.LogModelRequest request, CancellationToken cancellation)
    {
        var faults = new Faults();
        Limits.CheckRunId(faults, request.RunId);
        ArtifactPath.Check(faults, request.Path, "path");
        faults.ThrowIfAny();
        if (await mutations.RepeatedAsync(request, cancellation) is { } repeated) return repeated;
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

    public static IEnumerable<object> Decide(Run? state, V1.LogModelRequest command, LoggedModel model)
    {
        var present = Run.Active(state, command.RunId).Model;
        return present?.Path == model.Path && present.Digest == model.Digest ? [] : [new ModelLogged(command.RunId, model)];
    }

    private async Task CopyAsync(V1.LogModelRequest request, WorkFolder folder, CancellationToken cancellation)
    {
        var page = new PageRequest(Limits.ModelFiles + 1, null);
        var files = (await artifacts.ListAsync(request.RunId, request.Path + "/", page, cancellation)).Rows;
        if (files.Count > Limits.ModelFiles)
            throw new LimitExceededException("model files", $"A model folder has at most {Limits.ModelFiles} files.");
        foreach (var file in files)
        {
            var target = folder.File(file.Path[(request.Path.Length + 1)..]);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(await blobs.LocalPathAsync(file.Digest, cancellation), target);
        }
    }
}
