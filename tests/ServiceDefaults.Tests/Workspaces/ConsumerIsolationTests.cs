using Grpc.Core;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts.Messaging.V1;
using MlOps.ServiceDefaults.Tests.Kafka;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;
using Client = MlOps.Contracts.Messaging.V1.DeadLetters.DeadLettersClient;

namespace MlOps.ServiceDefaults.Tests.Workspaces;

/// <summary>A consumer acts in the workspace of the message, and what it cannot handle is that workspace's.</summary>
public sealed class ConsumerIsolationTests(ReaderSystem system) : IClassFixture<ReaderSystem>
{
    [Fact]
    public async Task a_message_is_handled_in_its_workspace_and_once()
    {
        var id = await WriteAsync("a", "read", "hello");
        await system.System.PublishAsync(Publishes.Topic, "read", new Wire.NoteWritten { Text = "hello" }, id, workspace: "a");
        await WriteAsync("b", "read", "hello");
        await WriteAsync("b", "read", "hello again");

        await Eventually.HoldsAsync(async () => await ReadCountAsync("b", "read") == 2);
        (await ReadCountAsync("a", "read")).ShouldBe(1);
        (await system.ReadCountAsync("read")).ShouldBe(0);
    }

    [Fact]
    public async Task a_dead_letter_is_seen_and_decided_in_its_workspace_only()
    {
        await WriteAsync("a", "dead", "fail 5 times");
        DeadLetter? letter = null;
        await Eventually.HoldsAsync(async () => (letter = (await ListAsync("a")).FirstOrDefault(dead => dead.Subject == "dead")) is not null);

        (await ListAsync("b")).ShouldNotContain(dead => dead.Id == letter!.Id);
        await Refused.WithAsync(StatusCode.NotFound, () => AdminIn("b").ReplayDeadLetterAsync(new() { Id = letter!.Id }).ResponseAsync);
        await Refused.WithAsync(
            StatusCode.NotFound, () => AdminIn("b").DiscardDeadLetterAsync(new() { Id = letter!.Id, Reason = "not mine" }).ResponseAsync);
        (await AdminIn("a").ReplayDeadLetterAsync(new() { Id = letter!.Id })).State.ShouldBe(DeadLetterState.Replayed);
        (await ReadCountAsync("a", "dead")).ShouldBe(1);
    }

    private Client AdminIn(string workspace) => new(system.Reader.ChannelIn(workspace, "ada", "admin"));

    private Task<string> WriteAsync(string workspace, string subject, string text) =>
        system.System.PublishAsync(Publishes.Topic, subject, new Wire.NoteWritten { Text = text }, workspace: workspace);

    private async Task<IReadOnlyList<DeadLetter>> ListAsync(string workspace) =>
        (await AdminIn(workspace).ListDeadLettersAsync(new ListDeadLettersRequest { PageSize = 100, ShowDecided = true })).DeadLetters;

    private async Task<int> ReadCountAsync(string workspace, string subject)
    {
        await using var session = system.Reader.Services.GetRequiredService<IDocumentStore>().QuerySession(workspace);
        return (await session.LoadAsync<ReadNotes>($"reader/{subject}"))?.Count ?? 0;
    }
}
