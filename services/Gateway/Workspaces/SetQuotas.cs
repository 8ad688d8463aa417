using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Workspaces;

/// <summary>Sets what a workspace may use.</summary>
internal sealed class SetQuotas(Mutations mutations, OpenWorkspaces workspaces)
{
    public async Task<Workspace> HandleAsync(SetQuotasRequest request, CancellationToken cancellation)
    {
        Platform.RequireAll("identity.workspaces.set_quotas");
        var quotas = request.Quotas;
        new Faults().CheckWorkspace(request.Name)
            .Require(quotas is not null, "quotas", "must be given")
            .Require(
                quotas?.RequestsPerMinute is null or (>= 0 and <= Limits.RequestsPerMinute), "quotas.requests_per_minute",
                $"must be 0 to {Limits.RequestsPerMinute}")
            .Require(
                quotas?.RequestsPerDay is null or (>= 0 and <= Limits.RequestsPerDay), "quotas.requests_per_day",
                $"must be 0 to {Limits.RequestsPerDay}")
            .Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        var by = Caller.Current.Subject;
        using var platform = Platform.Enter();
        var set = await mutations.ApplyAsync<Workspace>(
            Workspace.StreamOf(request.Name), request, (state, now) => Decide(state, request, by, now), cancellation);
        workspaces.Changed(set.State);
        return set.State;
    }

    public static IEnumerable<object> Decide(Workspace? state, SetQuotasRequest request, string by, DateTimeOffset now)
    {
        var workspace = Workspace.Existing(state, request.Name).Open();
        var quotas = new Quotas(request.Quotas.RequestsPerMinute, request.Quotas.RequestsPerDay);
        return quotas == workspace.Quotas
            ? []
            : [new WorkspaceQuotasSet(workspace.Name, quotas.RequestsPerMinute, quotas.RequestsPerDay, by, now)];
    }
}
