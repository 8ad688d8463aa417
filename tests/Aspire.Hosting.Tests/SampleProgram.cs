using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MlOps.Aspire.Hosting.Tests;

/// <summary>What the tests start as a process of its own: <c>service</c>, a web service, or <c>host</c>, an application of several processes.</summary>
public static class SampleProgram
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["service", ..]:
                await ServeAsync();
                return 0;
            case ["host", ..]:
                await HostAsync(args);
                return 0;
            default:
                await Console.Error.WriteLineAsync("usage: service | host");
                return 2;
        }
    }

    /// <summary>Listens where ASPNETCORE_URLS or HTTP_PORT says.</summary>
    private static async Task ServeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        if (Environment.GetEnvironmentVariable("HTTP_PORT") is { } port) builder.WebHost.UseSetting("urls", $"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.MapGet("/health", () => Environment.GetEnvironmentVariable("SICK") is null ? Results.Ok() : Results.StatusCode(503));
        app.MapGet("/pid", () => Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        app.MapGet("/variable/{name}", (string name) => Environment.GetEnvironmentVariable(name));
        await app.RunAsync();
    }

    /// <summary>A server, a service that waits for it, and a program with a child of its own.</summary>
    private static async Task HostAsync(string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(args);
        var database = builder.AddPostgres("postgres").WithDataVolume().AddDatabase("things");
        builder.AddProject<Sample>("sample").WithArgs("service").WithHttpEndpoint(env: "HTTP_PORT").WithHttpHealthCheck("/health").WithReference(database).WaitFor(database);
        builder.AddExecutable("family", "sh", "/", "-c", "sleep 1000 & echo child $!; wait");
        await builder.Build().RunAsync();
    }

    /// <summary>This assembly as a project.</summary>
    internal sealed class Sample : IProjectMetadata
    {
        public string ProjectPath => Path.Combine(SharedData.RepositoryRoot, "tests/Aspire.Hosting.Tests/Aspire.Hosting.Tests.csproj");
    }
}
