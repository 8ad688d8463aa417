using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Calls;

/// <summary>Retry policies of a channel.</summary>
public sealed class RetryTests
{
    [Fact]
    public async Task a_call_is_retried_until_it_succeeds()
    {
        var attempts = new List<string?>();
        await using var scripted = await Scripted.StartAsync(Failing(attempts, StatusCode.Unavailable, times: 2), channel: With(Policy(maxAttempts: 5)));

        await scripted.Client.UnaryCallAsync(new SimpleRequest());

        attempts.ShouldBe([null, "1", "2"]);
    }

    [Fact]
    public async Task a_stream_of_responses_is_retried_before_it_begins()
    {
        var attempts = 0;
        await using var scripted = await Scripted.StartAsync(
            new ScriptedService
            {
                Output = (_, responses, _) => ++attempts == 1
                    ? throw new RpcException(new Status(StatusCode.Unavailable, ""))
                    : responses.WriteAsync(new StreamingOutputCallResponse()),
            },
            channel: With(Policy(maxAttempts: 3)));
        using var call = scripted.Client.StreamingOutputCall(new StreamingOutputCallRequest());

        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        (await call.ResponseStream.MoveNext()).ShouldBeFalse();
        attempts.ShouldBe(2);
    }

    [Fact]
    public async Task attempts_come_to_an_end()
    {
        var attempts = new List<string?>();
        await using var scripted = await Scripted.StartAsync(Failing(attempts, StatusCode.Unavailable, times: 100), channel: With(Policy(maxAttempts: 3)));

        (await Should.ThrowAsync<RpcException>(async () => await scripted.Client.UnaryCallAsync(new SimpleRequest()))).StatusCode.ShouldBe(StatusCode.Unavailable);
        attempts.Count.ShouldBe(3);
    }

    [Fact]
    public async Task other_statuses_are_not_retried()
    {
        var attempts = new List<string?>();
        await using var scripted = await Scripted.StartAsync(Failing(attempts, StatusCode.InvalidArgument, times: 100), channel: With(Policy(maxAttempts: 3)));

        await Should.ThrowAsync<RpcException>(async () => await scripted.Client.UnaryCallAsync(new SimpleRequest()));
        attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_server_can_ask_for_no_retry()
    {
        var attempts = 0;
        await using var scripted = await Scripted.StartAsync(
            new ScriptedService
            {
                Unary = (_, _) =>
                {
                    attempts++;
                    throw new RpcException(new Status(StatusCode.Unavailable, ""), new Metadata { { "grpc-retry-pushback-ms", "-1" } });
                },
            },
            channel: With(Policy(maxAttempts: 5)));

        await Should.ThrowAsync<RpcException>(async () => await scripted.Client.UnaryCallAsync(new SimpleRequest()));
        attempts.ShouldBe(1);
    }

    [Fact]
    public async Task too_many_failures_stop_retries()
    {
        var attempts = new List<string?>();
        var options = With(Policy(maxAttempts: 5));
        options.ServiceConfig!.RetryThrottling = new RetryThrottlingPolicy { MaxTokens = 4, TokenRatio = 0.1 };
        await using var scripted = await Scripted.StartAsync(Failing(attempts, StatusCode.Unavailable, times: 100), channel: options);

        await Should.ThrowAsync<RpcException>(async () => await scripted.Client.UnaryCallAsync(new SimpleRequest()));

        // Two failures leave 2 of 4 tokens, which is no longer more than half.
        attempts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task the_deadline_holds_for_all_attempts_together()
    {
        await using var scripted = await Scripted.StartAsync(
            Failing([], StatusCode.Unavailable, times: int.MaxValue),
            channel: new GrpcChannelOptions { MaxRetryAttempts = null, ServiceConfig = Config(Policy(int.MaxValue, TimeSpan.FromMilliseconds(20))) });

        var failure = await Should.ThrowAsync<RpcException>(async () => await scripted.Client.UnaryCallAsync(new SimpleRequest(), deadline: DateTime.UtcNow.AddMilliseconds(300)));

        failure.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task a_server_can_ask_for_a_retry_of_what_the_policy_does_not_name()
    {
        var attempts = 0;
        await using var scripted = await Scripted.StartAsync(
            new ScriptedService
            {
                Unary = (_, _) => ++attempts == 1
                    ? throw new RpcException(new Status(StatusCode.Internal, ""), new Metadata { { "grpc-retry-pushback-ms", "1" } })
                    : Task.FromResult(new SimpleResponse()),
            },
            channel: With(Policy(maxAttempts: 5)));
        using var call = scripted.Client.UnaryCallAsync(new SimpleRequest());

        await call;

        attempts.ShouldBe(2);
        (await call.ResponseHeadersAsync).GetValue("grpc-previous-rpc-attempts").ShouldBe("1");
    }

    [Fact]
    public void the_first_call_of_a_method_refuses_an_incomplete_policy()
    {
        using var channel = GrpcChannel.ForAddress("http://localhost", With(new RetryPolicy { MaxAttempts = 1 }));
        var client = new TestService.TestServiceClient(channel);

        Should.Throw<InvalidOperationException>(() => client.UnaryCallAsync(new SimpleRequest())).Message.ShouldContain("max attempts");
    }

    private static ScriptedService Failing(List<string?> attempts, StatusCode code, int times) => new()
    {
        Unary = (_, context) =>
        {
            attempts.Add(context.RequestHeaders.GetValue("grpc-previous-rpc-attempts"));
            return attempts.Count <= times ? throw new RpcException(new Status(code, "")) : Task.FromResult(new SimpleResponse());
        },
    };

    private static RetryPolicy Policy(int maxAttempts, TimeSpan? backoff = null) => new()
    {
        MaxAttempts = maxAttempts,
        InitialBackoff = backoff ?? TimeSpan.FromMilliseconds(1),
        MaxBackoff = backoff ?? TimeSpan.FromMilliseconds(5),
        BackoffMultiplier = 2,
        RetryableStatusCodes = { StatusCode.Unavailable },
    };

    private static GrpcChannelOptions With(RetryPolicy policy) => new() { ServiceConfig = Config(policy) };

    private static ServiceConfig Config(RetryPolicy policy) => new() { MethodConfigs = { new MethodConfig { Names = { MethodName.Default }, RetryPolicy = policy } } };
}
