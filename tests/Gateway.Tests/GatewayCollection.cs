namespace MlOps.Gateway.Tests;

/// <summary>One system for all classes, one test at a time: a service that is down is down for everybody.</summary>
[CollectionDefinition(Name)]
public sealed class GatewayCollection : ICollectionFixture<GatewaySystem>
{
    public const string Name = "gateway";
}
