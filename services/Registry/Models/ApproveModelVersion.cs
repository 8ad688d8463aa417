using MlOps.EventSourcing;
using MlOps.Registry.Gates;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>
/// A second person approves a version: nobody who made the run or the version, or ever asked for its approval, by whatever name.
/// </summary>
internal sealed class ApproveModelVersion(VersionMutations versions)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(V1.ApproveModelVersionRequest request, CancellationToken cancellation)
    {
        Limits.CheckVersion(request.Model, request.Version, request.Reason).Moment(request.ValidUntil, "valid_until").ThrowIfAny();
        var (actor, owner) = (Caller.Current.Subject, Caller.Current.Owner);
        return versions.ApplyAsync(
            request.Model, request.Version, request, (version, now) => Decide(version, request, actor, now, owner), cancellation);
    }

    public static IEnumerable<object> Decide(
        VersionInModel subject, V1.ApproveModelVersionRequest command, string actor, DateTimeOffset now, string? owner = null)
    {
        var model = subject.Model.Open();
        var version = subject.Version;
        if (version.Review.StateAt(now) != ApprovalState.Pending)
            throw new RuleBrokenException("approval-pending", version.Subject(), "The version does not wait for approval.");
        if (Is(version.Review.Requesters)) throw NotByThemselves("requested its approval");
        if (Is([version.Made.CreatedBy, version.Made.Owner])) throw NotByThemselves("created the version");
        if (Is([version.Made.RunAuthor, version.Made.RunOwner])) throw NotByThemselves("made the run that it comes from");
        var validUntil = command.ValidUntil?.ToDateTimeOffset();
        if (validUntil <= now) throw new InvalidRequestException("valid_until", "must be in the future");
        return [new ModelVersionApproved(model.Name, version.Number, version.Review.RequestedBy, actor, command.Reason, validUntil)];

        bool Is(IEnumerable<string?> persons) => Persons.Meet([actor, owner], persons);

        RuleBrokenException NotByThemselves(string what) =>
            new("four-eyes", version.Subject(), $"{actor} {what}; somebody else must approve the version.") { DeniesCaller = true };
    }
}
