using System.Text.Json.Serialization;

namespace MlOps.Registry.Models;

/// <summary>Where a version stands between being created and being approved by a second person.</summary>
/// <param name="State">The state.</param>
/// <param name="RequestedBy">Who asked for approval last; empty before.</param>
/// <param name="DecidedBy">Who approved or rejected; empty before.</param>
/// <param name="Reason">What was said with the decision.</param>
/// <param name="GateResults">What the gates said when approval was requested.</param>
public sealed record Review(ApprovalState State, string RequestedBy, string DecidedBy, string Reason, IReadOnlyList<GateResult> GateResults)
{
    public static Review NotRequested { get; } = new(ApprovalState.NotRequested, "", "", "", []);

    public Review Apply(ApprovalRequested e) => new(ApprovalState.Pending, e.RequestedBy, "", "", e.GateResults);

    public Review Apply(ModelVersionApproved e) => this with { State = ApprovalState.Approved, DecidedBy = e.ApprovedBy, Reason = e.Reason };

    public Review Apply(ModelVersionRejected e) => this with { State = ApprovalState.Rejected, DecidedBy = e.RejectedBy, Reason = e.Reason };
}

/// <summary>The states of a review.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ApprovalState>))]
public enum ApprovalState
{
    NotRequested,
    Pending,
    Approved,
    Rejected,
}
