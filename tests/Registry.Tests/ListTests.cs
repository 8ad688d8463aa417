using MlOps.Contracts.Registry.V1;
using MlOps.ServiceHost;
using Npgsql;

namespace MlOps.Registry.Tests;

public sealed class ListTests(RegistrySystem system) : IClassFixture<RegistrySystem>
{
    [Fact]
    public async Task a_list_costs_the_same_statements_however_long_it_is()
    {
        var engineer = system.As(RegistrySystem.Engineer);
        var run = (await system.VersionAsync("counted")).RunId;
        for (var i = 0; i < 5; i++)
        {
            await engineer.RegisterModelAsync(new RegisterModelRequest { Name = $"counted-{i}" });
            await engineer.CreateModelVersionAsync(new CreateModelVersionRequest { Model = "counted", RunId = run });
        }

        using var queries = new QueryCount();
        foreach (var size in (int[])[1, 100])
        {
            (await queries.OfAsync(() => engineer.ListModelsAsync(new ListModelsRequest { PageSize = size }).ResponseAsync)).ShouldBe(1);
            // One more is whether there is such a model.
            var versions = new ListModelVersionsRequest { Model = "counted", PageSize = size };
            (await queries.OfAsync(() => engineer.ListModelVersionsAsync(versions).ResponseAsync)).ShouldBe(2);
        }
    }

    [Fact]
    public async Task versions_of_a_model_are_indexed_in_their_order()
    {
        await using var database = NpgsqlDataSource.Create(system.Registry.Database);
        await using var indexes = database.CreateCommand(
            "SELECT string_agg(indexdef, ';') FROM pg_indexes WHERE tablename = 'mt_doc_modelversiondetails'");

        $"{await indexes.ExecuteScalarAsync()}".ShouldContain("((data ->> 'Model'::text)), id)");
    }
}
