using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Errors;
using ModelArchived = MlOps.Registry.Models.ModelArchived;
using ModelUpdated = MlOps.Registry.Models.ModelUpdated;
using ModelVersionUpdated = MlOps.Registry.Models.ModelVersionUpdated;

namespace MlOps.Registry.Tests.Models;

public class UpdateTests
{
    [Fact]
    public void changes_only_what_the_mask_names()
    {
        var updated = UpdateModel.Decide(Given.RegisteredModel.Model, Request("tags")).ShouldHaveSingleItem()
            .ShouldBeOfType<ModelUpdated>();
        (updated.Description, updated.Tags["team"]).ShouldBe(("Bikes per hour", "city"));

        var version = UpdateModelVersion.Decide(Given.ModelWithVersion.Version(), VersionRequest("description"))
            .ShouldHaveSingleItem().ShouldBeOfType<ModelVersionUpdated>();
        (version.Description, version.Tags.Count).ShouldBe(("new", 0));
        Given.ModelWithVersion.Then(version).Details().Description.ShouldBe("new");
    }

    [Fact]
    public void records_nothing_when_nothing_changes()
    {
        var life = Given.ModelWithVersion.Then(
            UpdateModel.Decide(Given.RegisteredModel.Model, Request("description", "tags")).Single(),
            UpdateModelVersion.Decide(Given.ModelWithVersion.Version(), VersionRequest("description", "tags")).Single());

        UpdateModel.Decide(life.Model, Request("description", "tags")).ShouldBeEmpty();
        UpdateModelVersion.Decide(life.Version(), VersionRequest("description", "tags")).ShouldBeEmpty();
    }

    [Fact]
    public void a_mask_names_known_fields()
    {
        FaultsOf(null).ShouldBeTrue();
        FaultsOf(new FieldMask()).ShouldBeTrue();
        FaultsOf(new FieldMask { Paths = { "creator" } }).ShouldBeTrue();
        FaultsOf(new FieldMask { Paths = { "description", "tags" } }).ShouldBeFalse();

        static bool FaultsOf(FieldMask? mask)
        {
            var faults = new Faults();
            UpdateMask.Check(faults, mask);
            return faults.Any;
        }
    }

    [Fact]
    public void nothing_new_comes_of_an_archived_model()
    {
        var archived = Given.ModelWithChampion.Then(new ModelArchived(Given.Model));
        Action[] changes =
        [
            () => UpdateModel.Decide(archived.Model, Request("tags")),
            () => UpdateModelVersion.Decide(archived.Version(), VersionRequest("tags")),
            () => RequestApproval.Decide(archived.Version(), Given.Kinds, Given.Requester, Given.Now),
            () => ApproveModelVersion.Decide(archived.Version(), new ApproveModelVersionRequest(), Given.Approver, Given.Now),
            () => PromoteModelVersion.Decide(
                archived.Version(2), new PromoteModelVersionRequest { Alias = "champion" }, Given.Kinds, Given.Engineer, Given.Now),
            () => RemoveGate.Decide(archived.Model, new RemoveGateRequest { Name = "g" }, Given.Engineer, Given.Now),
        ];

        foreach (var change in changes) Should.Throw<RuleBrokenException>(change).Rule.ShouldBe("model-archived");
        ArchiveModel.Decide(archived.Model, new ArchiveModelRequest { Name = Given.Model }).ShouldBeEmpty();
        WithdrawApproval.Decide(archived.Version(), new WithdrawApprovalRequest { Reason = "unsafe" }, Given.Approver).ShouldNotBeEmpty();
    }

    private static UpdateModelRequest Request(params string[] fields) =>
        new() { Name = Given.Model, Description = "new", Tags = { ["team"] = "city" }, UpdateMask = new FieldMask { Paths = { fields } } };

    private static UpdateModelVersionRequest VersionRequest(params string[] fields) =>
        new()
        {
            Model = Given.Model, Version = 1, Description = "new", Tags = { ["team"] = "city" },
            UpdateMask = new FieldMask { Paths = { fields } },
        };
}
