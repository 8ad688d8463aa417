using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MlOps.Registry.Gates;

namespace MlOps.Registry.Models;

/// <summary>The state of a version's approval.</summary>
/// <param name="State">The recorded state, which may have expired: see <see cref="StateAt"/>.</param>
/// <param name="Requests">How often approval was asked for.</param>
/// <param name="Requesters">Everybody who ever asked for it, with the owners of service accounts.</param>
/// <param name="RequestedBy">Who asked for approval last; empty before.</param>
/// <param name="DecidedBy">Who approved, rejected or withdrew; empty before.</param>
/// <param name="Reason">The reason of the decision.</param>
/// <param name="ValidUntil">When the approval ends; null if it does not end by itself.</param>
/// <param name="GateResults">The results of the gates when approval was requested.</param>
public sealed record Review(
    ApprovalState State,
    int Requests,
    ImmutableSortedSet<string> Requesters,
    string RequestedBy,
    string DecidedBy,
    string Reason,
    DateTimeOffset? ValidUntil,
    IReadOnlyList<GateResult> GateResults)
{
    /// <summary>The person who is answerable for <see cref="RequestedBy"/>, if that is a service account.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RequestOwner { get; init; }

    public static Review NotRequested { get; } = new(ApprovalState.NotRequested, 0, [], "", "", "", null, []);

    /// <summary>The state at a moment: an approval ends when it is no longer valid.</summary>
    public ApprovalState StateAt(DateTimeOffset now) =>
        State == ApprovalState.Approved && ValidUntil <= now ? ApprovalState.Expired : State;

    public Review Apply(ApprovalRequested e) =>
        new(ApprovalState.Pending, Requests + 1, With(e.RequestedBy, e.Owner), e.RequestedBy, "", "", null, e.GateResults)
        {
            RequestOwner = e.Owner,
        };

    public Review Apply(ModelVersionApproved e) =>
        this with { State = ApprovalState.Approved, DecidedBy = e.ApprovedBy, Reason = e.Reason, ValidUntil = e.ValidUntil };

    public Review Apply(ModelVersionRejected e) =>
        this with { State = ApprovalState.Rejected, DecidedBy = e.RejectedBy, Reason = e.Reason };

    public Review Apply(ApprovalWithdrawn e) =>
        this with { State = ApprovalState.Withdrawn, DecidedBy = e.WithdrawnBy, Reason = e.Reason, ValidUntil = null };

    private ImmutableSortedSet<string> With(string requester, string? owner) =>
        owner is null ? Requesters.Add(requester) : Requesters.Add(requester).Add(owner);
}

/// <summary>The states of a review.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ApprovalState>))]
public enum ApprovalState
{
    NotRequested,
    Pending,
    Approved,
    Rejected,
    Withdrawn,

    /// <summary>Never stored: see <see cref="Review.StateAt"/>.</summary>
    Expired,
}
