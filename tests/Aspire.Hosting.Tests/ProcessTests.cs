using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MlOps.Aspire.Hosting.Tests;

public sealed class ProcessTests : IDisposable
{
    private readonly StoreDirectory store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public async Task a_program_runs_to_its_end_and_its_output_is_its_log()
    {
        await using var app = await TestApplication.StartAsync(store, builder =>
            builder.AddExecutable("job", "bash", "/tmp", "-c", "pwd; env >&2").WithEnvironment("ConnectionStrings__catalog-db", "red"));

        var end = await app.BecomesAsync("job", KnownResourceStates.Finished);

        end.Snapshot.ExitCode.ShouldBe(0);
        await app.LogsAsync("job", "/tmp");
        await app.LogsAsync("job", "ConnectionStrings__catalog-db=red");
    }

    [Fact]
    public async Task a_program_that_is_not_there_fails_to_start_and_says_so()
    {
        await using var app = await TestApplication.StartAsync(store, builder => builder.AddExecutable("ghost", "no-such-program", "/"));

        await app.BecomesAsync("ghost", KnownResourceStates.FailedToStart);

        await app.LogsAsync("ghost", "The program 'no-such-program' was not found.");
    }

    [Fact]
    public async Task a_crashed_service_is_started_again_at_the_same_address()
    {
        await using var app = await TestApplication.StartAsync(store, Describe.Service);
        var first = await app.BecomesHealthyAsync("sample");
        using var client = app.CreateHttpClient("sample");

        Signal.Kill(first.Pid());
        await app.BecomesAsync("sample", s => s.ExitCode == 137);
        var second = await app.BecomesHealthyAsync("sample");

        second.Pid().ShouldNotBe(first.Pid());
        (await client.GetStringAsync("/pid")).ShouldBe($"{second.Pid()}");
    }

    [Fact]
    public async Task a_service_that_ends_by_itself_is_started_again()
    {
        await using var app = await TestApplication.StartAsync(store, Describe.Service);
        var first = await app.BecomesHealthyAsync("sample");

        Signal.Terminate(first.Pid());
        await app.BecomesAsync("sample", s => s.ExitCode == 0);
        var second = await app.BecomesHealthyAsync("sample");

        second.Pid().ShouldNotBe(first.Pid());
    }

    [Fact]
    public async Task a_service_whose_end_is_waited_for_is_not_started_again()
    {
        await using var app = await TestApplication.StartAsync(store, builder =>
        {
            var migration = Describe.Sample(builder, "migration");
            builder.AddExecutable("after", "true", "/").WaitForCompletion(migration);
        });

        Signal.Terminate((await app.BecomesHealthyAsync("migration")).Pid());

        await app.BecomesAsync("after", KnownResourceStates.Finished);
        (await app.BecomesAsync("migration", _ => true)).Snapshot.State!.Text.ShouldBe(KnownResourceStates.Finished);
    }

    [Fact]
    public async Task a_dependent_starts_when_what_it_waits_for_is_healthy()
    {
        await using var app = await TestApplication.StartAsync(store, builder =>
        {
            var sick = Describe.Sample(builder, "sick").WithEnvironment("SICK", "yes");
            var well = Describe.Sample(builder, "well");
            builder.AddExecutable("after-sick", "true", "/").WaitFor(sick);
            builder.AddExecutable("after-well", "true", "/").WaitFor(well);
        });

        await app.BecomesAsync("after-well", KnownResourceStates.Finished);
        await app.BecomesAsync("sick", s => s.HealthReports.Any(r => r.Description == "/health answered 503 instead of 200."));

        (await app.BecomesAsync("after-sick", _ => true)).Snapshot.State!.Text.ShouldBe(KnownResourceStates.Waiting);
    }

    [Fact]
    public async Task who_waits_for_a_start_does_not_wait_for_health()
    {
        await using var app = await TestApplication.StartAsync(store, builder =>
            builder.AddExecutable("after", "true", "/").WaitForStart(Describe.Sample(builder, "sick").WithEnvironment("SICK", "yes")));

        await app.BecomesAsync("after", KnownResourceStates.Finished);
    }

    [Fact]
    public async Task a_health_check_of_the_application_speaks_for_a_resource()
    {
        var isWell = false;
        await using var app = await TestApplication.StartAsync(store, builder =>
        {
            builder.Services.AddHealthChecks().AddCheck("mood", () => isWell ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("not in the mood"));
            builder.AddExecutable("program", "sleep", "/", "1000").WithHealthCheck("mood");
        });
        await app.BecomesAsync("program", s => s.HealthReports.Any(r => r.Description == "not in the mood"));

        isWell = true;

        await app.BecomesHealthyAsync("program");
    }

    [Fact]
    public async Task a_project_may_be_given_by_its_file()
    {
        var project = store["Given.csproj"];
        await File.WriteAllTextAsync(project, $"<Project><PropertyGroup><TargetPath>{typeof(SampleProgram).Assembly.Location}</TargetPath></PropertyGroup></Project>");
        await using var app = await TestApplication.StartAsync(store, builder =>
            builder.AddProject("given", project).WithArgs("service").WithHttpEndpoint(env: "HTTP_PORT").WithHttpHealthCheck("/health"));

        await app.BecomesHealthyAsync("given");
    }

    [Fact]
    public async Task waiting_for_completion_wants_the_right_exit_code()
    {
        await using var app = await TestApplication.StartAsync(store, builder =>
        {
            var good = builder.AddExecutable("good", "sh", "/", "-c", "exit 3");
            var bad = builder.AddExecutable("bad", "sh", "/", "-c", "exit 4");
            builder.AddExecutable("after-good", "true", "/").WaitForCompletion(good, exitCode: 3);
            builder.AddExecutable("after-bad", "true", "/").WaitForCompletion(bad, exitCode: 3);
        });

        await app.BecomesAsync("after-good", KnownResourceStates.Finished);
        await app.BecomesAsync("after-bad", KnownResourceStates.FailedToStart);
        await app.LogsAsync("after-bad", "ended with exit code 4; 3 was expected");
    }

    [Fact]
    public async Task under_test_a_wait_ends_when_the_dependency_cannot_come()
    {
        await using var app = await TestApplication.StartAsync(store, builder =>
        {
            var ghost = builder.AddExecutable("ghost", "no-such-program", "/");
            builder.AddExecutable("after", "true", "/").WaitFor(ghost);
        });

        await app.BecomesAsync("after", KnownResourceStates.FailedToStart);
        await Should.ThrowAsync<DistributedApplicationException>(() => app.BecomesHealthyAsync("ghost"));
    }

    [Fact]
    public async Task stopping_takes_the_whole_process_tree_along()
    {
        int parent, child;
        await using (var app = await TestApplication.StartAsync(store, builder => builder.AddExecutable("family", "sh", "/", "-c", "sleep 1000 & echo child $!; wait")))
        {
            parent = (await app.BecomesHealthyAsync("family")).Pid();
            child = int.Parse((await app.LogsAsync("family", "child "))["child ".Length..]);
            TestApplication.IsAlive(child).ShouldBeTrue();
            await app.StopAsync();
        }

        await TestApplication.IsGoneAsync(parent);
        await TestApplication.IsGoneAsync(child);
    }

    [Fact]
    public async Task what_has_no_process_ends_with_the_application()
    {
        await using var app = await TestApplication.StartAsync(store, builder =>
            builder.AddConnectionString("cache", ReferenceExpression.Create($"at=elsewhere")));
        await app.BecomesHealthyAsync("cache");

        await app.StopAsync();

        await app.BecomesAsync("cache", KnownResourceStates.Exited);
    }

    [Fact]
    public async Task replicas_share_an_address()
    {
        await using var app = await TestApplication.StartAsync(store, builder => Describe.Sample(builder, "sample").WithReplicas(2));
        await app.BecomesHealthyAsync("sample");
        var pids = new HashSet<string>();

        await Eventually.HoldsAsync(async () =>
        {
            using var client = app.CreateHttpClient("sample");
            pids.Add(await client.GetStringAsync("/pid"));
            return pids.Count == 2;
        });
    }

    [Fact]
    public async Task a_project_without_a_port_variable_is_told_its_address_the_usual_way()
    {
        await using var app = await TestApplication.StartAsync(store, builder =>
            builder.AddProject<SampleProgram.Sample>("plain").WithArgs("service").WithHttpEndpoint().WithHttpHealthCheck("/health"));
        await app.BecomesHealthyAsync("plain");

        using var client = app.CreateHttpClient("plain");

        (await client.GetStringAsync("/variable/ASPNETCORE_URLS")).ShouldBe(app.GetEndpoint("plain").ToString().TrimEnd('/').Replace("127.0.0.1", "localhost"));
        (await client.GetStringAsync("/variable/OTEL_SERVICE_NAME")).ShouldBe("plain");
    }

    [Fact]
    public async Task a_port_in_use_is_named()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

        var refusal = await Should.ThrowAsync<DistributedApplicationException>(() => TestApplication.StartAsync(
            store, builder => builder.AddExecutable("program", "true", "/").WithHttpEndpoint(port), "--DcpPublisher:RandomizePorts=false"));

        refusal.Message.ShouldBe($"Port {port}, wanted by endpoint 'http' of resource 'program', is in use by another process.");
    }

    [Fact]
    public async Task chosen_ports_are_the_same_at_the_next_start()
    {
        async Task<Uri> AddressAsync()
        {
            await using var app = await TestApplication.StartAsync(store, builder => builder.AddExecutable("program", "true", "/").WithHttpEndpoint());
            return app.GetEndpoint("program");
        }

        var first = await AddressAsync();

        (await AddressAsync()).ShouldBe(first);
    }
}
