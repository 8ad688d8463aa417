namespace MlOps.Catalog.Tests.Foreign;

public sealed class ForeignClientTests(CatalogSystem system) : IClassFixture<CatalogSystem>
{
    [SkippableFact]
    public async Task python_is_served() => await ServesAsync(await ForeignClient.PythonAsync(), "foreign-python");

    [SkippableFact]
    public async Task node_is_served() => await ServesAsync(await ForeignClient.NodeAsync(), "foreign-js");

    private async Task ServesAsync(ForeignClient client, string dataset)
    {
        Skip.If(client.Absence is not null, client.Absence);

        (await client.RunAsync(system.Service.GrpcAddress, system.System.TokenOf("ann", "engineer"))).ShouldBe($"""
            registered {dataset}
            imported 20000
            read back {(dataset == "foreign-js" ? "true" : "True")}
            missing NOT_FOUND dataset nothing does not exist with details
            invalid INVALID_ARGUMENT name: must be 1 to 128 characters of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit with details
            stranger UNAUTHENTICATED A bearer token is required: it is missing, expired or not of this system. without details
            late DEADLINE_EXCEEDED
            cancelled CANCELLED

            """);
    }
}
