using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Features.V1;
using MlOps.Contracts.Operations.V1;
using MlOps.ServiceHost;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Tests;

/// <summary>A request of each RPC that changes something, which can be granted over the definitions of <see cref="DefineAsync"/>.</summary>
internal static class FeaturesCalls
{
    /// <summary>The names' prefix and a number that makes the change another one → the request.</summary>
    public static readonly Dictionary<string, Func<string, int, IMessage>> Mutations = new()
    {
        ["CreateEntity"] = (p, i) => new CreateEntityRequest
        {
            Name = $"{p}-new", Description = $"{i}", JoinKeys = { new JoinKey { Name = "key", Type = V1.ValueType.Int64 } },
        },
        ["UpdateEntity"] = (p, i) => new UpdateEntityRequest { Name = p, Description = $"{i}", UpdateMask = Mask("description") },
        ["ArchiveEntity"] = (p, i) => new ArchiveEntityRequest { Name = $"{p}-free", Reason = $"{i}" },
        ["CreateFeatureView"] = (p, i) => View($"{p}-new", p, $"{i}"),
        ["UpdateFeatureView"] = (p, i) => new UpdateFeatureViewRequest
        {
            Name = p, Ttl = TimeSpan.FromDays(i + 1).ToDuration(), Features = { Feature("amount"), Feature("total") },
            UpdateMask = Mask("ttl", "features"),
        },
        ["ArchiveFeatureView"] = (p, i) => new ArchiveFeatureViewRequest { Name = $"{p}-free", Reason = $"{i}" },
        ["CreateFeatureService"] = (p, i) => Service($"{p}-new", p, $"{i}"),
        ["UpdateFeatureService"] = (p, i) => new UpdateFeatureServiceRequest
        {
            Name = p, Description = $"{i}", UpdateMask = Mask("description"),
        },
        ["ArchiveFeatureService"] = (p, i) => new ArchiveFeatureServiceRequest { Name = p, Reason = $"{i}" },
        // Another label is another training set.
        ["CreateTrainingSet"] = (p, i) => new CreateTrainingSetRequest
        {
            Dataset = $"{p}-training", FeatureService = p,
            Spine = new Spine { Dataset = p, EventTimestamp = "seen", Labels = { i % 2 == 0 ? "total" : "label" } },
        },
        ["Materialize"] = (p, i) => new MaterializeRequest
        {
            FeatureView = p, EndTime = new DateTime(2024, 2, 1 + i, 0, 0, 0, DateTimeKind.Utc).ToTimestamp(),
            StartTime = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).ToTimestamp(),
        },
    };

    /// <summary>Dataset, entity, view and service of one name; and an entity and a view that nothing needs.</summary>
    public static async Task DefineAsync(FeaturesSystem system, string name)
    {
        await system.ImportAsync(name, "key,seen,amount,total,label\n1,2024-01-01,10,11,a\n2,2024-01-02,20,22,b\n");
        foreach (var entity in (string[])[name, $"{name}-free"])
        {
            await system.Ann.CreateEntityAsync(
                new CreateEntityRequest { Name = entity, JoinKeys = { new JoinKey { Name = "key", Type = V1.ValueType.Int64 } } });
        }

        foreach (var view in (string[])[name, $"{name}-free"]) await system.Ann.CreateFeatureViewAsync(View(view, name, ""));
        await system.Ann.CreateFeatureServiceAsync(Service(name, name, ""));
    }

    /// <summary>The answer, or why there is none; of an operation, its result.</summary>
    public static async Task<(StatusCode Code, IMessage? Answer)> SendAsync(
        this FeaturesSystem system, string mutation, IMessage request, string id = "", long? expected = null)
    {
        var descriptor = request.Descriptor;
        descriptor.FindFieldByName("request_id").Accessor.SetValue(request, id);
        if (expected is { } version) descriptor.FindFieldByName("expected_version").Accessor.SetValue(request, version);
        var method = typeof(FeatureStore.FeatureStoreClient).GetMethod($"{mutation}Async", [request.GetType(), typeof(CallOptions)])!;
        try
        {
            dynamic call = method.Invoke(system.Ann, [request, default(CallOptions)])!;
            return (StatusCode.OK, mutation switch
            {
                "CreateTrainingSet" => await system.Calls.ResultOfAsync<TrainingSet>((AsyncUnaryCall<Operation>)call),
                "Materialize" => await system.Calls.ResultOfAsync<Materialization>((AsyncUnaryCall<Operation>)call),
                _ => (IMessage)await call.ResponseAsync,
            });
        }
        catch (RpcException e)
        {
            return (e.StatusCode, null);
        }
    }

    public static FieldMask Mask(params string[] fields) => new() { Paths = { fields } };

    public static Feature Feature(string name) => new() { Name = name, Type = V1.ValueType.Double };

    private static CreateFeatureViewRequest View(string name, string source, string description) => new()
    {
        Name = name, Entities = { source }, Description = description, Source = new Source { Dataset = source, EventTimestamp = "seen" },
        Features = { Feature("amount") },
    };

    private static CreateFeatureServiceRequest Service(string name, string view, string description) =>
        new() { Name = name, Description = description, Features = { new FeatureReference { FeatureView = view } } };
}
