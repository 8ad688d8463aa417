namespace MlOps.Serving.Tests;

/// <summary>One system for all classes, one test at a time: a restart concerns everybody. Each test has deployments of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ServingCollection : ICollectionFixture<ServingSystem>
{
    public const string Name = "serving";
}
