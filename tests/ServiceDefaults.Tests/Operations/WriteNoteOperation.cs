using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Rpc;
using MlOps.EventSourcing;
using MlOps.Operations;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Tests.Sample;

namespace MlOps.ServiceDefaults.Tests.Operations;

/// <summary>Writes a note. The text says what happens: "wait", "refuse", "break", "outage 2" (fails as often), "large".</summary>
internal sealed class WriteNoteOperation(Mutations mutations, WriteNoteOperation.Seen seen) : OperationKind<Wire.WriteNoteRequest>
{
    public const string Kind = "note";

    public override string Name => Kind;

    protected override async Task<IMessage> RunAsync(Wire.WriteNoteRequest request, OperationProgress progress, CancellationToken cancellation)
    {
        seen.Begun.Enqueue(request.Name);
        seen.Callers[request.Name] = Caller.Current;
        await progress.ReportAsync(0.5, $"writing {request.Name}", cancellation);
        var words = request.Text.Split(' ');
        switch (words[0])
        {
            case "wait": await new TaskCompletionSource().Task.WaitAsync(cancellation); break;
            case "refuse": throw new RuleBrokenException("no-notes", request.Name, "There are no notes today.");
            case "stale": throw new VersionConflictException("note is not at the expected version 7");
            case "break": throw new InvalidOperationException("a secret");
            case "outage" when seen.Begun.Count(name => name == request.Name) <= int.Parse(words[1]):
                throw new UnavailableException("DOWN", "It is down.", new IOException("down"));
        }
        var note = await mutations.ApplyAsync<Note>(
            $"note/{request.Name}", request, (state, _) => state is null ? [new NoteWritten(request.Text)] : [], cancellation);
        return new Wire.NoteReply { Text = words[0] == "large" ? new string('x', 100_000) : note.State.Text, Version = note.Version };
    }

    protected override Task EndAsync(Wire.WriteNoteRequest request, Status outcome, CancellationToken cancellation)
    {
        seen.Ended.Enqueue((request.Name, (Code)outcome.Code));
        return Task.CompletedTask;
    }

    /// <summary>What the operations of a test system did.</summary>
    public sealed class Seen
    {
        public ConcurrentQueue<string> Begun { get; } = new();

        public ConcurrentDictionary<string, Caller> Callers { get; } = new();

        public ConcurrentQueue<(string Name, Code Outcome)> Ended { get; } = new();
    }
}
