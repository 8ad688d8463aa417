using Grpc.Core;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Sample;

/// <summary>A system with the sample service "notes" running.</summary>
public sealed class SampleSystem : IAsyncLifetime
{
    private static readonly Dictionary<string, string?> WithoutOther = new() { ["services:other:grpc:0"] = "http://127.0.0.1:1" };

    public TestSystem System { get; private set; } = null!;

    public TestService Service { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        Service = await System.StartServiceAsync("notes", builder => builder.AddNotes(), app => app.MapNotes(), WithoutOther);
    }

    public async Task DisposeAsync()
    {
        await Service.DisposeAsync();
        await System.DisposeAsync();
    }

    internal Wire.Notes.NotesClient NotesAs(string subject, params string[] roles) => new(Service.ChannelAs(subject, roles));

    /// <summary>The status that a call ends with.</summary>
    internal static async Task<RpcException> RefusalOf<T>(AsyncUnaryCall<T> call) => await Should.ThrowAsync<RpcException>(async () => await call);
}
