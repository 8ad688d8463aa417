using JasperFx.Events.Projections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MlOps.EventSourcing.Hosting;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Clients;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Tests.Sample;

/// <summary>The sample service, "notes" unless it goes by another name.</summary>
internal static class NotesModule
{
    public static void AddNotes(this WebApplicationBuilder builder, string name = "notes")
    {
        builder.AddEventStore(name, Publishes.Table(), options =>
        {
            options.Projections.Snapshot<Note>(SnapshotLifecycle.Inline);
            options.Audits<Note>("note/");
        });
        builder.AddServiceClient<Wire.Notes.NotesClient>("other", Wire.Notes.Descriptor);
    }

    public static void MapNotes(this WebApplication app)
    {
        app.MapEventStore();
        app.MapGrpcService<NotesGrpcService>().RequireIdentity();
        app.MapGet("/fail/{kind}", (string kind) => Failures.Throw(kind)).RequireIdentity();
        app.MapGet("/hello", () => Results.Text("hello")).RequireIdentity();
    }
}
