using Grpc.Core;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Calls;

/// <summary>Deadlines hold on both sides, each without the other.</summary>
public sealed class DeadlineTests
{
    private const string UnaryCall = "/grpc.testing.TestService/UnaryCall";

    [Fact]
    public async Task a_handler_sees_the_deadline_and_its_token_fires()
    {
        var cancelled = new TaskCompletionSource<DateTime>();
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = async (_, context) =>
            {
                await using var registration = context.CancellationToken.Register(() => cancelled.TrySetResult(context.Deadline));
                await Eventually.CancelledAsync(context.CancellationToken);
                return new SimpleResponse();
            },
        });
        await scripted.Client.EmptyCallAsync(new Empty());
        var deadline = DateTime.UtcNow.AddSeconds(2);

        var failure = await Should.ThrowAsync<RpcException>(async () => await scripted.Client.UnaryCallAsync(new SimpleRequest(), deadline: deadline));

        failure.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        (await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(deadline, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task the_server_answers_at_the_deadline_though_the_handler_takes_no_notice()
    {
        var release = new TaskCompletionSource();
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = async (_, _) =>
            {
                await release.Task;
                return new SimpleResponse();
            },
        });

        var (status, _, _) = await RawCall.SendAsync(scripted.Address, UnaryCall, RawCall.Frame(new SimpleRequest()), ("grpc-timeout", "100m"));

        status.ShouldBe("4");
        scripted.Service.Active.ShouldBe(1);
        release.SetResult();
        await Eventually.HoldsAsync(() => Task.FromResult(scripted.Service.Active == 0));
    }

    [Fact]
    public async Task a_deadline_that_has_passed_is_not_even_sent()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService { Unary = (_, _) => throw new InvalidOperationException("was called") });

        var failure = await Should.ThrowAsync<RpcException>(async () => await scripted.Client.UnaryCallAsync(new SimpleRequest(), deadline: DateTime.UtcNow.AddSeconds(-1)));

        failure.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task a_deadline_in_local_time_is_refused()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService());

        Should.Throw<InvalidOperationException>(() => scripted.Client.UnaryCallAsync(new SimpleRequest(), deadline: new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Local)));
    }

    [Fact]
    public async Task a_call_that_ends_in_time_succeeds()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService());

        using var call = scripted.Client.UnaryCallAsync(new SimpleRequest(), deadline: DateTime.UtcNow.AddMinutes(1));

        await call;
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }
}
