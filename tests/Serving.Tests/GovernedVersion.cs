using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Registry.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;

namespace MlOps.Serving.Tests;

/// <summary>Version 1 of a model of its own, brought into a state by the persons who have a part in it.</summary>
internal sealed class GovernedVersion(ServingSystem system, VersionState state)
{
    public const string Alias = "champion";
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(4);

    public string Model { get; } = $"g-{Guid.NewGuid():n}";

    public VersionState State => state;

    private ModelRegistry.ModelRegistryClient Approver => As("first-approver", "approver");

    /// <summary>The version in its state; where it was approved on the way, it was given the alias. What expires has been approved only for a while.</summary>
    public static async Task<GovernedVersion> MadeAsync(ServingSystem system, VersionState state, string run)
    {
        var version = new GovernedVersion(system, state);
        await version.MakeAsync(run);
        return version;
    }

    /// <summary>Goes one of the ways as somebody; whether it was granted, which for a deployment means that it answers.</summary>
    public async Task<bool> GrantsAsync(Route route, Person person)
    {
        var registry = As(person.Name, person.Roles);
        var serving = new ModelServing.ModelServingClient(system.Serving.ChannelAs(person.Name, person.Roles));
        try
        {
            switch (route)
            {
                case Route.RequestApproval:
                    return (await registry.RequestApprovalAsync(new RequestApprovalRequest { Model = Model, Version = 1 })).Approval == ApprovalState.Pending;
                case Route.Approve:
                    return (await registry.ApproveModelVersionAsync(new ApproveModelVersionRequest { Model = Model, Version = 1 })).Approval == ApprovalState.Approved;
                case Route.Promote:
                    return (await registry.PromoteModelVersionAsync(new PromoteModelVersionRequest { Model = Model, Version = 1, Alias = "another" })).Aliases["another"] == 1;
                case Route.DeployPinned:
                    return await AnswersAsync(await serving.CreateDeploymentAsync(new CreateDeploymentRequest { Name = Name(), Model = Model, Version = 1 }));
                default:
                    return await AnswersAsync(await serving.CreateDeploymentAsync(new CreateDeploymentRequest { Name = Name(), Model = Model, Alias = Alias }));
            }
        }
        catch (RpcException e)
        {
            e.StatusCode.ShouldBeOneOf(StatusCode.PermissionDenied, StatusCode.FailedPrecondition);
            return false;
        }
    }

    /// <summary>Waits until an approval that ends by itself has ended.</summary>
    public Task ExpiredAsync() => Eventually.HoldsAsync(async () =>
        (await Approver.GetModelVersionAsync(new GetModelVersionRequest { Model = Model, Version = 1 })).Approval == ApprovalState.Expired);

    /// <summary>Takes away what an approved version has, so that it is in the state.</summary>
    public async Task EndAsync()
    {
        if (state == VersionState.Withdrawn)
            await Approver.WithdrawApprovalAsync(new WithdrawApprovalRequest { Model = Model, Version = 1, Reason = "unsafe" });
        if (state == VersionState.Expired) await ExpiredAsync();
    }

    public async Task<bool> AnswersAsync(Deployment deployment)
    {
        var status = (await system.Http.InferAsync(deployment.Name)).Status;
        (status == 200).ShouldBe(deployment.State == DeploymentState.Ready);
        return status == 200;
    }

    private static string Name() => $"d-{Guid.NewGuid():n}";

    private ModelRegistry.ModelRegistryClient As(string subject, params string[] roles) => new(system.Registry.ChannelAs(subject, roles));

    private async Task MakeAsync(string run)
    {
        await As("creator", "engineer").RegisterModelAsync(new RegisterModelRequest { Name = Model });
        await As("creator", "engineer").CreateModelVersionAsync(new CreateModelVersionRequest { Model = Model, RunId = run });
        if (state == VersionState.NeverRequestedGateFailing) await FailGateAsync();
        if (state is VersionState.NeverRequested or VersionState.NeverRequestedGateFailing) return;
        await RequestAsync("earlierrequester");
        await Approver.RejectModelVersionAsync(new RejectModelVersionRequest { Model = Model, Version = 1, Reason = "no card" });
        await RequestAsync("requester");
        if (state == VersionState.Rejected) await Approver.RejectModelVersionAsync(new RejectModelVersionRequest { Model = Model, Version = 1, Reason = "no card" });
        if (state is VersionState.Requested or VersionState.Rejected) return;
        var until = state == VersionState.Expired ? (TimeProvider.System.GetUtcNow() + Validity).ToTimestamp() : null;
        await Approver.ApproveModelVersionAsync(new ApproveModelVersionRequest { Model = Model, Version = 1, ValidUntil = until });
        await As("engineer", "engineer").PromoteModelVersionAsync(new PromoteModelVersionRequest { Model = Model, Version = 1, Alias = Alias });
        if (state == VersionState.ApprovedGateFailing) await FailGateAsync();
    }

    private async Task RequestAsync(string person) =>
        await As(person, "engineer").RequestApprovalAsync(new RequestApprovalRequest { Model = Model, Version = 1 });

    private async Task FailGateAsync() => await Approver.DefineGateAsync(new DefineGateRequest
    {
        Model = Model,
        Gate = new Gate { Name = "never", Kind = "metric", Parameters = { ["metric"] = "none", ["comparison"] = "less-than", ["threshold"] = "0" } },
    });
}
