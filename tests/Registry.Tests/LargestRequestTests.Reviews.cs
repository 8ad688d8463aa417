using MlOps.Contracts.Registry.V1;
using MlOps.ServiceHost;

namespace MlOps.Registry.Tests;

public sealed partial class LargestRequestTests
{
    private void AddReviews(LargestRequests rows) => rows
        .Add<RequestApprovalRequest, ModelVersion>(
            "RequestApproval",
            async () =>
            {
                // Each superseded three times by one person: all four definitions are among the results.
                for (var number = 1; number < 100; number++)
                {
                    for (var definition = 0; definition < 4; definition++)
                        await engineer.DefineGateAsync(new DefineGateRequest { Model = Model, Gate = Gate(number, definition) });
                }
                return new RequestApprovalRequest { Model = Model, Version = 1, Reason = Reason, RequestId = RequestId };
            },
            async (request, answer) =>
            {
                answer.GateResults.Count.ShouldBe(397);
                (await EventAsync<ApprovalRequested>(e => e.Model == request.Model)).GateResults.Count.ShouldBe(397);
            },
            ("model", request => request.Model += "x"),
            ("reason", request => request.Reason += "x"))
        .Add<ApproveModelVersionRequest, ModelVersion>(
            "ApproveModelVersion",
            async () =>
            {
                await system.As(RegistrySystem.Requester).RequestApprovalAsync(new RequestApprovalRequest { Model = Model, Version = 2 });
                return new ApproveModelVersionRequest { Model = Model, Version = 2, Reason = Reason, RequestId = RequestId };
            },
            async (request, answer) =>
            {
                (await EventAsync<ModelVersionApproved>(e => e.Model == request.Model)).Reason.ShouldBe(Reason);
                (await engineer.GetModelVersionAsync(new GetModelVersionRequest { Model = Model, Version = 2 })).Equals(answer)
                    .ShouldBeTrue();
            },
            ("reason", request => request.Reason += "x"))
        .Add<PromoteModelVersionRequest, RegisteredModel>(
            "PromoteModelVersion",
            () => Task.FromResult(new PromoteModelVersionRequest
            {
                Model = Model, Version = 2, Alias = Alias, Reason = Reason, RequestId = RequestId,
            }),
            async (request, _) =>
            {
                var promoted = await EventAsync<ModelVersionPromoted>(e => e.Model == request.Model);
                (promoted.Alias, promoted.GateResults.Count).ShouldBe((Alias, 397));
            },
            ("alias", request => request.Alias += "x"),
            ("reason", request => request.Reason += "x"))
        .Add<GetModelVersionRequest, ModelVersion>(
            "GetModelVersion",
            () => Task.FromResult(new GetModelVersionRequest { Model = Model, Alias = Alias }),
            (_, answer) =>
            {
                answer.Metrics.Count.ShouldBe(10_000);
                return Task.CompletedTask;
            },
            ("model", request => request.Model += "x"),
            ("alias", request => request.Alias += "x"))
        .Add<RemoveAliasRequest, RegisteredModel>(
            "RemoveAlias",
            () => Task.FromResult(new RemoveAliasRequest { Model = Model, Alias = Alias, Reason = Reason, RequestId = RequestId }),
            async (request, _) => (await EventAsync<AliasRemoved>(e => e.Model == request.Model)).Alias.ShouldBe(Alias),
            ("alias", request => request.Alias += "x"),
            ("reason", request => request.Reason += "x"))
        .Add<WithdrawApprovalRequest, ModelVersion>(
            "WithdrawApproval",
            () => Task.FromResult(new WithdrawApprovalRequest { Model = Model, Version = 2, Reason = Reason, RequestId = RequestId }),
            async (request, _) => (await EventAsync<ApprovalWithdrawn>(e => e.Model == request.Model)).Reason.ShouldBe(Reason),
            ("reason", request => request.Reason += "x"))
        .Add<RejectModelVersionRequest, ModelVersion>(
            "RejectModelVersion",
            () => Task.FromResult(new RejectModelVersionRequest { Model = Model, Version = 1, Reason = Reason, RequestId = RequestId }),
            async (request, _) => (await EventAsync<ModelVersionRejected>(e => e.Model == request.Model)).Reason.ShouldBe(Reason),
            ("reason", request => request.Reason += "x"))
        .Add<RemoveGateRequest, RegisteredModel>(
            "RemoveGate",
            () => Task.FromResult(new RemoveGateRequest { Model = Model, Name = Gate(0, 0).Name, Reason = Reason, RequestId = RequestId }),
            async (request, _) => (await EventAsync<GateRemoved>(e => e.Model == request.Model)).Name.ShouldBe(request.Name),
            ("name", request => request.Name += "x"),
            ("reason", request => request.Reason += "x"));
}
