using System.Diagnostics;
using Grpc.Core;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Tests.Wire;

namespace MlOps.ServiceDefaults.Tests.Sample;

internal sealed class NotesGrpcService(Mutations mutations, Notes.NotesClient other, ServiceIdentity identity) : Notes.NotesBase
{
    public override async Task<NoteReply> WriteNote(WriteNoteRequest request, ServerCallContext context)
    {
        new Faults().Name(request.Name, "name").Text(request.Text, "text", 100).ThrowIfAny();
        var note = await mutations.ApplyAsync<Note>($"note/{request.Name}", request, (current, _) => Decide(current, request.Text), context.CancellationToken,
            also: (session, _) =>
            {
                foreach (var label in request.Labels.Values) session.Store(new Label($"note/{request.Name}", label));
            });
        return new NoteReply { Text = note.State.Text, Edits = note.State.Edits, Version = note.Version, Repeated = note.Repeated };
    }

    public override async Task<NoteReply> WriteNotes(IAsyncStreamReader<WriteNoteRequest> requestStream, ServerCallContext context)
    {
        var last = new NoteReply();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken)) last = await WriteNote(request, context);
        return last;
    }

    public override Task<NoteReply> FailWith(FailWithRequest request, ServerCallContext context) => Task.FromResult(new NoteReply { Text = Failures.Throw(request.Kind) });

    public override async Task FailWhileStreaming(FailWithRequest request, IServerStreamWriter<NoteReply> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new NoteReply { Text = "first" });
        Failures.Throw(request.Kind);
    }

    public override Task<CallerReply> WhoCalls(WhoCallsRequest request, ServerCallContext context) => Task.FromResult(new CallerReply
    {
        Subject = Caller.Current.Subject,
        Roles = { Caller.Current.Roles },
        Workspace = Caller.Current.Workspace,
        CorrelationId = Caller.Current.CorrelationId,
        TraceId = Activity.Current?.TraceId.ToString() ?? "",
        Via = Caller.Current.Via ?? "",
        Owner = Caller.Current.Owner ?? "",
        TokenId = Caller.Current.TokenId,
        CausationId = Caller.Current.CausationId ?? "",
        Permissions = { Caller.Current.Permissions },
        Elevation = Caller.Current.Elevation ?? "",
        HasDeadline = context.Deadline < DateTime.MaxValue,
    });

    public override async Task<CallerReply> AskOther(AskOtherRequest request, ServerCallContext context)
    {
        using var acting = request.AsService ? identity.Act() : null;
        return await other.WhoCallsAsync(new WhoCallsRequest(), cancellationToken: context.CancellationToken);
    }

    private static IEnumerable<object> Decide(Note? current, string text)
    {
        if (text == "forbidden") throw new RuleBrokenException("NO_FORBIDDEN_TEXT", "text", "this text is not allowed");
        if (current is null) return [new NoteWritten(text)];
        return current.Text == text ? [] : [new NoteEdited(text), new NoteCounted(text.Split(' ').Length)];
    }
}
