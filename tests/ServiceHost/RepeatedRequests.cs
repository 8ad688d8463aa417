using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts.Identity.V1;
using MlOps.Contracts.Operations.V1;
using Shouldly;

namespace MlOps.ServiceHost;

/// <summary>One mutation sent again with its <c>request_id</c>.</summary>
/// <param name="service">The service whose events are counted.</param>
/// <param name="calls">Where the requests go.</param>
public sealed class RepeatedRequests(TestService service, CallInvoker calls)
{
    private const int Parallel = 16;
    private const long OtherVersion = 77_777;

    /// <summary>
    /// The request succeeds. Sent again after <paramref name="between"/> (which may change the aggregate, or stop a service that the
    /// mutation calls) it gets the same answer and appends nothing; with another content the id is refused. Requests of a client
    /// stream are sent together.
    /// </summary>
    /// <returns>The answer.</returns>
    public async Task<IMessage> TwiceAsync(MethodDescriptor mutation, IReadOnlyList<IMessage> requests, Func<Task>? between = null)
    {
        var identified = MutationFields.WithId(requests, NewId());
        var first = await calls.CallAsync(mutation, identified);
        first.Code.ShouldBe(StatusCode.OK, $"{mutation.Name}: {first}");
        await SettledAsync(first.Answer!);
        if (between is not null) await between();
        var before = await EventsAsync();

        var second = await calls.CallAsync(mutation, identified);

        (second.Code, Identity(second.Answer)).ShouldBe((first.Code, Identity(first.Answer)), mutation.FullName);
        (await EventsAsync()).ShouldBe(before, mutation.FullName);
        var other = await calls.CallAsync(mutation, MutationFields.WithVersion(identified, OtherVersion));
        other.Code.ShouldBe(StatusCode.InvalidArgument, mutation.FullName);
        other.Status!.Fields().ShouldHaveSingleItem().ShouldEndWith("request_id");
        return first.Answer!;
    }

    /// <summary>As the other, of a single request.</summary>
    public Task<IMessage> TwiceAsync(MethodDescriptor mutation, IMessage request, Func<Task>? between = null) =>
        TwiceAsync(mutation, [request], between);

    /// <summary>Sixteen senders of the same request with one id: those that succeed have one answer, the others are ABORTED.</summary>
    public async Task<IMessage> AtOnceAsync(MethodDescriptor mutation, params IReadOnlyList<IMessage> requests)
    {
        var identified = MutationFields.WithId(requests, NewId());
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, Parallel).Select(_ => Task.Run(() => calls.CallAsync(mutation, identified))));
        outcomes.Where(outcome => outcome.Code is not (StatusCode.OK or StatusCode.Aborted)).ShouldBeEmpty(mutation.FullName);
        var later = await calls.CallAsync(mutation, identified);
        return outcomes.Append(later).Where(outcome => outcome.Code == StatusCode.OK).Select(outcome => outcome.Answer)
            .DistinctBy(Identity).ShouldHaveSingleItem().ShouldNotBeNull();
    }

    // An operation goes on between two answers about it, and no two signatures of a token are the same.
    private static object? Identity(IMessage? answer) => answer switch
    {
        Operation operation => operation.Id,
        Token token => new Token(token) { Value = "" },
        _ => answer,
    };

    private async Task SettledAsync(IMessage answer)
    {
        if (answer is not Operation operation) return;
        var ended = await new Operations.OperationsClient(calls).WaitOperationAsync(new WaitOperationRequest { Id = operation.Id });
        ended.EndTime.ShouldNotBeNull();
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private async Task<int> EventsAsync()
    {
        await using var session = service.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return await session.Events.QueryAllRawEvents().CountAsync();
    }
}
