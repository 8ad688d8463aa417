using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using OperationsApi = MlOps.Contracts.Operations.V1.Operations;

namespace MlOps.Catalog.Tests;

/// <summary>Datasets of two workspaces, of which neither sees the other's, not even by the digest of a file.</summary>
public sealed class WorkspaceTests(CatalogSystem system, ITestOutputHelper output) : IClassFixture<CatalogSystem>
{
    private const string Marker = "marker-of-a";

    [Fact]
    public async Task nothing_of_a_workspace_is_seen_or_changed_from_another()
    {
        var (a, b) = (system.In("a"), system.In("b"));
        await FillAsync(a, Marker);
        await FillAsync(b, "text of b");
        await a.Ann.RegisterDatasetAsync(new RegisterDatasetRequest { Name = "of-a", Description = Marker });

        var calls = await new WorkspaceIsolation(
                Marker, system.Service.ChannelIn("a", "root", "admin").CreateCallInvoker(),
                system.Service.ChannelIn("b", "root", "admin").CreateCallInvoker(),
                ("name", "of-a"), ("dataset", "shared"), ("path", "data.csv"), ("stream", "dataset/shared"), ("stream_prefix", "dataset/"))
            .CheckAsync(output.WriteLine, DatasetCatalog.Descriptor, OperationsApi.Descriptor, AuditLog.Descriptor);

        calls.ShouldBeGreaterThan(30);
    }

    [Fact]
    public async Task the_digest_of_another_workspace_s_file_gives_no_access_to_it()
    {
        var (a, b) = (system.In("digest-a"), system.In("digest-b"));
        await a.RegisterAsync("secret");
        await b.RegisterAsync("thief");
        var version = await a.ImportAsync("secret", "data.csv", $"x,text\n1,{Marker}\n");
        var file = new DatasetFile(version.Files.Single());

        var refused = await Refused.WithAsync(StatusCode.InvalidArgument, () => b.Ann.CommitVersionAsync(
            new CommitVersionRequest { Dataset = "thief", Files = { file } }).ResponseAsync);

        refused.Fields().ShouldBe(["files"]);
        await a.RegisterAsync("copy");
        (await a.Ann.CommitVersionAsync(new CommitVersionRequest { Dataset = "copy", Files = { file } })).Version.ShouldBe(1);
        // Who has the content itself may store it, and holds it from then on.
        (await b.ImportAsync("thief", "data.csv", $"x,text\n1,{Marker}\n")).Files.Single().Digest.ShouldBe(file.Digest);
        await b.RegisterAsync("again");
        (await b.Ann.CommitVersionAsync(new CommitVersionRequest { Dataset = "again", Files = { file } })).Version.ShouldBe(1);
    }

    private static async Task FillAsync(CatalogSystem there, string text)
    {
        await there.Ann.RegisterDatasetAsync(new RegisterDatasetRequest { Name = "shared", Description = text, Tags = { ["owner"] = text } });
        await there.ImportAsync("shared", "data.csv", $"x,text\n1,{text}\n", header => header.Metadata["owner"] = text);
    }
}
