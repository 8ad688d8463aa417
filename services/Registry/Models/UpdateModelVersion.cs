using System.Collections.Immutable;
using MlOps.EventSourcing;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>Changes the description and tags of a version.</summary>
internal sealed class UpdateModelVersion(VersionMutations versions)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(V1.UpdateModelVersionRequest request, CancellationToken cancellation)
    {
        var faults = Limits.CheckVersion(request.Model, request.Version, request.Reason);
        Limits.CheckText(faults, request.Description, request.Tags);
        UpdateMask.Check(faults, request.UpdateMask);
        faults.ThrowIfAny();
        return versions.ApplyAsync(request.Model, request.Version, request, (version, _) => Decide(version, request), cancellation);
    }

    public static IEnumerable<object> Decide(VersionInModel subject, V1.UpdateModelVersionRequest command)
    {
        var model = subject.Model.Open();
        var version = subject.Version;
        var description = command.UpdateMask.HasDescription() ? command.Description : version.Description;
        var tags = command.UpdateMask.HasTags() ? command.Tags.ToImmutableSortedDictionary() : version.Tags;
        return description == version.Description && tags.SequenceEqual(version.Tags)
            ? []
            : [new ModelVersionUpdated(model.Name, version.Number, description, tags)];
    }
}
