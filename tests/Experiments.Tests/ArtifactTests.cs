using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Experiments.V1;
using MlOps.ServiceHost;

namespace MlOps.Experiments.Tests;

public class ArtifactTests(ExperimentsSystem system) : IClassFixture<ExperimentsSystem>
{
    [Fact]
    public async Task come_back_as_they_were_uploaded()
    {
        var run = await system.NewRunAsync();
        var content = string.Concat(Enumerable.Range(0, 2000).Select(i => $"line {i}\n"));

        var artifact = await system.UploadAsync(run.RunId, "logs/train.txt", content);

        artifact.SizeBytes.ShouldBe(content.Length);
        artifact.Digest.ShouldBe("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))));
        Encoding.UTF8.GetString(await system.DownloadAsync(run.RunId, "logs/train.txt")).ShouldBe(content);
    }

    [Fact]
    public async Task may_be_empty_and_are_replaced_by_the_next_of_their_path()
    {
        var run = await system.NewRunAsync();
        (await system.UploadAsync(run.RunId, "a.txt", "")).SizeBytes.ShouldBe(0);
        await system.UploadAsync(run.RunId, "a.txt", "second");

        Encoding.UTF8.GetString(await system.DownloadAsync(run.RunId, "a.txt")).ShouldBe("second");
        (await system.Engineer.ListArtifactsAsync(new ListArtifactsRequest { RunId = run.RunId })).Artifacts.ShouldHaveSingleItem()
            .SizeBytes.ShouldBe(6);
    }

    [Fact]
    public async Task are_listed_by_path_below_a_prefix_in_pages()
    {
        var run = await system.NewRunAsync();
        foreach (var path in new[] { "plots/b.png", "plots/a.png", "Z.txt", "plots/c.png", "model%/x" })
            await system.UploadAsync(run.RunId, path, path);

        (await ListAsync("", 2)).ShouldBe(["Z.txt", "model%/x", "plots/a.png", "plots/b.png", "plots/c.png"]);
        (await ListAsync("plots/", 1)).ShouldBe(["plots/a.png", "plots/b.png", "plots/c.png"]);

        Task<List<string>> ListAsync(string prefix, int pageSize) => Pages.ReadAsync(pageSize, async (size, token) =>
        {
            var page = await system.Engineer.ListArtifactsAsync(
                new ListArtifactsRequest { RunId = run.RunId, PathPrefix = prefix, PageSize = size, PageToken = token });
            return (page.Artifacts.Select(artifact => artifact.Path), page.NextPageToken);
        });
    }

    [Fact]
    public async Task cannot_leave_the_run()
    {
        var run = await system.NewRunAsync();

        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.UploadAsync(run.RunId, "../../etc/passwd", "x"))).Fields()
            .ShouldBe(["header.path"]);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.DownloadAsync(run.RunId, "/etc/passwd"))).Fields()
            .ShouldBe(["path"]);
        await Refused.WithAsync(StatusCode.NotFound, () => system.DownloadAsync(run.RunId, "nothing"));
        await Refused.WithAsync(StatusCode.NotFound, () => system.UploadAsync("nobody", "a.txt", "x"));
    }

    [Fact]
    public async Task an_upload_begins_with_its_header_and_keeps_to_the_chunk_limit()
    {
        var run = await system.NewRunAsync();

        (await Refused.WithAsync(StatusCode.InvalidArgument, () => SendAsync(new UploadArtifactRequest { Chunk = ByteString.Empty })))
            .Fields().ShouldBe(["header"]);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => SendAsync(
            new UploadArtifactRequest { Header = new ArtifactHeader { RunId = run.RunId, Path = "a" } },
            new UploadArtifactRequest { Chunk = ByteString.CopyFrom(new byte[(1 << 20) + 1]) }))).Fields().ShouldBe(["chunk"]);
        (await system.Engineer.ListArtifactsAsync(new ListArtifactsRequest { RunId = run.RunId })).Artifacts.ShouldBeEmpty();

        async Task SendAsync(params UploadArtifactRequest[] requests)
        {
            using var call = system.Engineer.UploadArtifact();
            foreach (var request in requests) await call.RequestStream.WriteAsync(request);
            await call.RequestStream.CompleteAsync();
            await call.ResponseAsync;
        }
    }

    [Fact]
    public async Task a_retried_upload_counts_once_and_other_content_is_refused()
    {
        var run = await system.NewRunAsync();
        var first = await system.UploadAsync(run.RunId, "a.txt", "content", "u-1");

        (await system.UploadAsync(run.RunId, "a.txt", "content", "u-1")).ShouldBe(first);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.UploadAsync(run.RunId, "a.txt", "other", "u-1"))).Fields()
            .ShouldBe(["header.request_id"]);
        (await system.Engineer.GetRunAsync(new GetRunRequest { RunId = run.RunId })).Revision.ShouldBe(2);
    }

    [Fact]
    public async Task a_folder_without_a_manifest_is_no_model()
    {
        var run = await system.NewRunAsync();
        await system.UploadAsync(run.RunId, "model/model.ubj", "x");

        (await Refused.WithAsync(StatusCode.InvalidArgument, () =>
            system.Engineer.LogModelAsync(new LogModelRequest { RunId = run.RunId, Path = "model" }).ResponseAsync))
            .Fields().ShouldBe(["path"]);
    }
}
