using Grpc.Core;
using MlOps.Contracts.Registry.V1;

namespace MlOps.Gateway.Tests;

/// <summary>A registry of one approved model version, the champion, for Serving to ask.</summary>
internal sealed class OneModelRegistry(ModelVersion version) : ModelRegistry.ModelRegistryBase
{
    public override Task<RegisteredModel> GetModel(GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(new RegisteredModel { Name = version.Model, Revision = 1, Aliases = { ["champion"] = version.Version } });

    public override Task<ModelVersion> GetModelVersion(GetModelVersionRequest request, ServerCallContext context) => Task.FromResult(version);
}
