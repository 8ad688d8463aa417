using JasperFx.Events.Projections;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MlOps.EventSourcing.Hosting;
using MlOps.EventSourcing.Publishing;
using MlOps.Operations;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;
using Client = MlOps.Contracts.Operations.V1.Operations.OperationsClient;

namespace MlOps.ServiceDefaults.Tests.Operations;

/// <summary>A system with a service that writes notes by operations.</summary>
public sealed class WriterSystem : IAsyncLifetime
{
    public TestSystem System { get; private set; } = null!;

    public TestService Writer { get; private set; } = null!;

    internal WriteNoteOperation.Seen Seen { get; } = new();

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        Writer = await System.StartServiceAsync("writer", AddWriter, app =>
        {
            app.MapEventStore();
            app.MapOperations();
        });
    }

    public async Task DisposeAsync()
    {
        await Writer.DisposeAsync();
        await System.DisposeAsync();
    }

    internal Client As(string subject, params string[] roles) => new(Writer.ChannelAs(subject, roles));

    /// <summary>Starts an operation on behalf of somebody and returns its id.</summary>
    internal async Task<string> StartAsync(string name, string text, string requestId = "", string by = "eve", string workspace = Caller.DefaultWorkspace,
        Caller? caller = null)
    {
        await using var scope = Writer.Services.CreateAsyncScope();
        using var acting = (caller ?? new Caller(by, ["engineer"], workspace, Guid.NewGuid().ToString("n"))).Enter();
        var request = new Wire.WriteNoteRequest { Name = name, Text = text, RequestId = requestId };
        var started = await scope.ServiceProvider.GetRequiredService<StartOperation>()
            .HandleAsync(WriteNoteOperation.Kind, $"note/{name}", 0, request, CancellationToken.None);
        return started.OperationId;
    }

    private void AddWriter(WebApplicationBuilder builder)
    {
        var table = new WireEvents("mlops.writer.v1").Add<NoteWritten>("note_written", e => new Wire.NoteWritten { Text = e.Data.Text })
            .Private<NoteEdited>("note_edited").Private<NoteCounted>("note_counted").AddOperations();
        builder.AddEventStore("writer", table, options =>
        {
            options.AddOperations();
            options.Projections.Snapshot<Note>(SnapshotLifecycle.Inline);
            options.Audits<Note>("note/");
        });
        builder.Services.AddSingleton(Seen);
        builder.Services.AddOperation<WriteNoteOperation>();
    }
}
