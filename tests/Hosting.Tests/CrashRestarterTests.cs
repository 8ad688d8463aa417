using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MlOps.Hosting.Restarts;

namespace MlOps.Hosting.Tests;

public sealed class CrashRestarterTests
{
    [Fact]
    public async Task a_killed_process_is_started_again()
    {
        await using var app = await StartAsync();
        var first = await app.RunsAsync("sleeper");

        SystemProcess.Kill(first);

        await app.RunsAsync("sleeper", first);
    }

    [Fact]
    public async Task a_process_that_ends_by_itself_is_started_again()
    {
        await using var app = await StartAsync();
        var first = await app.RunsAsync("sleeper");

        SystemProcess.Terminate(first);

        await app.RunsAsync("sleeper", first);
    }

    [Fact]
    public async Task a_process_that_its_user_stopped_stays_stopped_until_its_user_starts_it()
    {
        await using var app = await StartAsync();
        var first = await app.RunsAsync("sleeper");
        var other = await app.RunsAsync("other");

        await app.CommandAsync("sleeper", KnownResourceCommands.StopCommand);
        await app.EndsAsync("sleeper");
        // A crash after the stop is repaired, so the stop would have been too.
        SystemProcess.Kill(other);
        await app.RunsAsync("other", other);
        await app.EndsAsync("sleeper");

        await app.CommandAsync("sleeper", KnownResourceCommands.StartCommand);
        await app.RunsAsync("sleeper", first);
    }

    [Fact]
    public async Task a_process_that_was_started_by_its_user_is_still_watched()
    {
        await using var app = await StartAsync();
        var first = await app.RunsAsync("sleeper");
        await app.CommandAsync("sleeper", KnownResourceCommands.RestartCommand);
        var second = await app.RunsAsync("sleeper", first);

        SystemProcess.Kill(second);

        await app.RunsAsync("sleeper", second);
    }

    private static Task<TestApplication> StartAsync() => TestApplication.StartAsync(builder =>
    {
        builder.AddExecutable("sleeper", "sleep", "/", "1000");
        builder.AddExecutable("other", "sleep", "/", "1000");
        builder.RestartCrashed();
    });
}
