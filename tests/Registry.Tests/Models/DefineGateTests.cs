using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Errors;
using GateDefined = MlOps.Registry.Models.GateDefined;
using GateRemoved = MlOps.Registry.Models.GateRemoved;

namespace MlOps.Registry.Tests.Models;

public class DefineGateTests
{
    private static readonly Life Defined = Given.ModelWithVersion.Then(Given.Defined(Given.Gate("rmse", "test_rmse", "less-than", 60)));

    [Fact]
    public void adds_a_gate() => Define(Given.RegisteredModel, "rmse", 70)
        .ShouldBe([new GateDefined(Given.Model, Given.Gate("rmse", "test_rmse", "less-than", 70), Given.Engineer, Given.Now)]);

    [Fact]
    public void replaces_the_gate_of_the_same_name_and_keeps_what_it_was()
    {
        var rule = Defined.Then(Define(Defined, "rmse", 70)).Model.Gates.ShouldHaveSingleItem().Value;

        rule.Gate!.Parameters["threshold"].ShouldBe("70");
        rule.ChangedBy.ShouldBe(Given.Engineer);
        rule.Earlier.ShouldHaveSingleItem().Parameters["threshold"].ShouldBe("60");
    }

    [Fact]
    public void records_nothing_when_the_same_person_says_the_same() => Define(Defined, "rmse", 60, Given.Approver).ShouldBeEmpty();

    [Fact]
    public void somebody_else_who_says_the_same_settles_the_change()
    {
        var loosened = Defined.Then(Define(Defined, "rmse", 70));

        var confirmed = loosened.Then(Define(loosened, "rmse", 70, "second"));

        Requests(loosened, Given.Engineer).ShouldBeFalse();
        Requests(loosened, Given.Requester).ShouldBeTrue("whoever did not loosen it is not held by what it was");
        Requests(confirmed, Given.Engineer).ShouldBeTrue();
    }

    [Fact]
    public void what_one_person_defines_in_between_does_not_help_that_person_either()
    {
        var own = Given.ModelWithVersion;
        own = own.Then(Define(own, "rmse", 60));
        Requests(own, Given.Engineer).ShouldBeFalse();
        own = own.Then(Define(own, "rmse", 65));
        own = own.Then(Define(own, "rmse", 70));

        Requests(own, Given.Engineer).ShouldBeFalse("the person who was refused loosened the gate");
        Requests(own, Given.Requester).ShouldBeTrue();
    }

    [Fact]
    public void a_removed_gate_still_holds_for_who_removed_it_until_somebody_else_removes_it_as_well()
    {
        var removed = Defined.Then(Remove(Defined, Given.Engineer));
        removed.Model.Gates["rmse"].Gate.ShouldBeNull();
        Requests(removed, Given.Engineer).ShouldBeFalse();
        Requests(removed, Given.Requester).ShouldBeTrue();
        Remove(removed, Given.Engineer).ShouldBeEmpty();

        var confirmed = removed.Then(Remove(removed, "second"));

        confirmed.Model.Gates.ShouldBeEmpty();
        Requests(confirmed, Given.Engineer).ShouldBeTrue();
        Should.Throw<NotFoundException>(() => Remove(confirmed, "second"));
    }

    [Fact]
    public void the_request_shows_who_changed_a_gate_and_what_it_was()
    {
        var removed = Defined.Then(Remove(Defined, Given.Engineer));

        var result = RequestApproval.Decide(removed.Version(), Given.Kinds, Given.Requester, Given.Now)
            .Single().ShouldBeOfType<MlOps.Registry.Models.ApprovalRequested>().GateResults.ShouldHaveSingleItem();

        (result.ChangedBy, result.Superseded, result.Required, result.Passed).ShouldBe((Given.Engineer, true, false, false));
        result.Gate.Parameters["threshold"].ShouldBe("60");
    }

    [Fact]
    public void one_person_changes_a_gate_only_so_often_in_a_row()
    {
        var life = Given.RegisteredModel;
        for (var threshold = 0; threshold <= Limits.SupersededGates; threshold++) life = life.Then(Define(life, "rmse", threshold));

        Should.Throw<RuleBrokenException>(() => Define(life, "rmse", 99)).Rule.ShouldBe("gate-changes");
        Should.Throw<RuleBrokenException>(() => Remove(life, Given.Engineer)).Rule.ShouldBe("gate-changes");
        Define(life, "rmse", 99, "second").ShouldNotBeEmpty();
    }

    [Fact]
    public void removed_gates_count_for_the_limit_until_they_are_gone()
    {
        var full = Given.RegisteredModel.Then(
            Enumerable.Range(0, Limits.Gates).Select(i => Given.Defined(Given.Gate($"gate-{i}", "test_rmse", "less-than", 1))));
        Should.Throw<LimitExceededException>(() => Define(full, "rmse", 70)).Limit.ShouldBe("gates");
        var removed = full.Then(new GateRemoved(Given.Model, "gate-1", Given.Engineer, Given.Now));
        Should.Throw<LimitExceededException>(() => Define(removed, "rmse", 70));

        Define(removed.Then(new GateRemoved(Given.Model, "gate-1", Given.Approver, Given.Now)), "rmse", 70).ShouldNotBeEmpty();
    }

    [Fact]
    public void refuses_an_unknown_model() =>
        Should.Throw<NotFoundException>(() => DefineGate.Decide(null, Request("rmse", 70), Given.Engineer, Given.Now));

    /// <summary>Whether a person may request approval of the version, whose error is 66.61.</summary>
    private static bool Requests(Life life, string person)
    {
        try
        {
            return RequestApproval.Decide(life.Version(), Given.Kinds, person, Given.Now).Any();
        }
        catch (RuleBrokenException e) when (e.Rule == "gates")
        {
            return false;
        }
    }

    private static IEnumerable<object> Define(Life life, string name, double threshold, string by = Given.Engineer) =>
        DefineGate.Decide(life.Model, Request(name, threshold), by, Given.Now);

    private static IEnumerable<object> Remove(Life life, string by) =>
        RemoveGate.Decide(life.Model, new RemoveGateRequest { Model = Given.Model, Name = "rmse" }, by, Given.Now);

    private static DefineGateRequest Request(string name, double threshold) => new()
    {
        Model = Given.Model,
        Gate = new Gate
        {
            Name = name, Kind = "metric",
            Parameters = { ["metric"] = "test_rmse", ["comparison"] = "less-than", ["threshold"] = $"{threshold}" },
        },
    };
}
