using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Experiments.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.ServiceHost;

namespace MlOps.Registry.Tests;

/// <summary>Four eyes are of two persons: another case of a name, or a service account, is no second one.</summary>
public class OnePersonTests(RegistrySystem system) : IClassFixture<RegistrySystem>
{
    [Fact]
    public async Task another_case_of_a_name_is_the_same_person()
    {
        await PendingAsync("case", system.As(RegistrySystem.Requester));

        foreach (var insider in (string[])["ROB", "Rob", "EVE"]) await RefusedAsync("case", system.As(insider));

        await system.As("ANN").ApproveModelVersionAsync(ApproveOf("case"));
    }

    [Fact]
    public async Task a_service_account_counts_as_its_owner_who_approves()
    {
        await PendingAsync("approving-bot", system.As(RegistrySystem.Requester));

        await RefusedAsync("approving-bot", OwnedBy("Rob", "approver-bot"));
        await RefusedAsync("approving-bot", OwnedBy("eve", "approver-bot"));

        await OwnedBy("ann", "approver-bot").ApproveModelVersionAsync(ApproveOf("approving-bot"));
    }

    [Fact]
    public async Task a_service_account_counts_as_its_owner_who_asks_for_approval()
    {
        await PendingAsync("asking-bot", OwnedBy("Ann", "asking-bot"));

        await RefusedAsync("asking-bot", system.As("ann"));
        await RefusedAsync("asking-bot", OwnedBy("ANN", "another-bot"));
        await RefusedAsync("asking-bot", OwnedBy("zoe", "asking-bot"));

        await system.As("zoe").ApproveModelVersionAsync(ApproveOf("asking-bot"));
    }

    [Fact]
    public async Task a_service_account_counts_as_its_owner_who_makes_the_version_or_its_run()
    {
        var bot = new ExperimentTracking.ExperimentTrackingClient(
            system.Experiments.Channel(system.System.TokenOwnedBy("Ann", "training-bot", "engineer")));
        var run = await system.RunWithModelAsync(by: bot);
        (run.Creator, run.Owner).ShouldBe(("training-bot", "Ann"));
        await system.As("kim").RegisterModelAsync(new RegisterModelRequest { Name = "made-by-bots" });
        await OwnedBy("lea", "registering-bot").CreateModelVersionAsync(new CreateModelVersionRequest { Model = "made-by-bots", RunId = run.RunId });
        await system.As("kim").RequestApprovalAsync(new RequestApprovalRequest { Model = "made-by-bots", Version = 1 });

        await RefusedAsync("made-by-bots", system.As("ann"));
        await RefusedAsync("made-by-bots", system.As("LEA"));
        await RefusedAsync("made-by-bots", OwnedBy("zoe", "Training-Bot"));

        await system.As("zoe").ApproveModelVersionAsync(ApproveOf("made-by-bots"));
    }

    [Fact]
    public async Task whoever_loosens_a_gate_by_a_service_account_is_held_by_what_it_was()
    {
        await system.VersionAsync("loosened");
        await system.As("kim").DefineGateAsync(GateOf(60));
        await OwnedBy("Rob", "gate-bot").DefineGateAsync(GateOf(90));

        foreach (var same in (ModelRegistry.ModelRegistryClient[])[system.As("rob"), OwnedBy("ROB", "other-bot")])
        {
            (await Refused.WithAsync(StatusCode.FailedPrecondition, () => same.RequestApprovalAsync(
                new RequestApprovalRequest { Model = "loosened", Version = 1 }).ResponseAsync)).Rule().Type.ShouldBe("gates");
        }

        (await system.As("kim").RequestApprovalAsync(new RequestApprovalRequest { Model = "loosened", Version = 1 })).Approval.ShouldBe(ApprovalState.Pending);
    }

    [Fact]
    public async Task an_approver_who_is_removed_and_added_again_is_the_same_person()
    {
        await PendingAsync("again", system.As("kim"));

        // Removed: another token without a role. Added again: yet another one, with the name in another form.
        (await Refused.WithAsync(
            StatusCode.PermissionDenied, () => system.As("kim", "viewer").ApproveModelVersionAsync(ApproveOf("again")).ResponseAsync)).ShouldNotBeNull();
        foreach (var added in (string[])["kim", "Kim"]) await RefusedAsync("again", system.As(added, "approver"));

        await system.As("ann", "approver").ApproveModelVersionAsync(ApproveOf("again"));
    }

    [Fact]
    public async Task an_elevation_makes_nobody_another_person_and_what_is_done_under_it_says_so()
    {
        await PendingAsync("elevated", system.As(RegistrySystem.Requester, "engineer"));

        // Neither who asked nor who made it, though both have every permission for the moment.
        foreach (var insider in (string[])["rob", "eve", "ROB"]) await RefusedAsync("elevated", Elevated(insider, "engineer", "admin"));
        await Elevated("ann", "engineer", "approver").ApproveModelVersionAsync(ApproveOf("elevated"));

        var audit = new AuditLog.AuditLogClient(system.Registry.ChannelAs("aud", "auditor"));
        using var record = audit.ReadStream(new ReadStreamRequest { Stream = "model/elevated" });
        var events = await record.ResponseStream.ReadAllAsync().ToListAsync();
        events.Select(e => (e.Type, e.Elevation)).Last().ShouldBe(("model_version_approved", "e-4711"));
        events.SkipLast(1).ShouldAllBe(e => e.Elevation == "");
    }

    private static DefineGateRequest GateOf(double threshold) => new()
    {
        Model = "loosened",
        Gate = new Gate
        {
            Name = "rmse", Kind = "metric",
            Parameters = { ["metric"] = "test_rmse", ["comparison"] = "less-than", ["threshold"] = $"{threshold}" },
        },
    };

    private static ApproveModelVersionRequest ApproveOf(string model) => new() { Model = model, Version = 1, Reason = "good" };

    private static async Task RefusedAsync(string model, ModelRegistry.ModelRegistryClient by) =>
        (await Refused.WithAsync(StatusCode.FailedPrecondition, () => by.ApproveModelVersionAsync(ApproveOf(model)).ResponseAsync)).Rule().Type.ShouldBe("four-eyes");

    private ModelRegistry.ModelRegistryClient OwnedBy(string owner, string account) =>
        new(system.Registry.Channel(system.System.TokenOwnedBy(owner, account, "engineer", "approver")));

    private ModelRegistry.ModelRegistryClient Elevated(string subject, params string[] roles) =>
        new(system.Registry.Channel(system.System.TokenElevated("e-4711", subject, roles)));

    private async Task PendingAsync(string model, ModelRegistry.ModelRegistryClient requester)
    {
        await system.VersionAsync(model);
        await requester.RequestApprovalAsync(new RequestApprovalRequest { Model = model, Version = 1 });
    }
}
