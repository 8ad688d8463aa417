using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Shouldly;

namespace MlOps.ServiceHost;

/// <summary>One mutation by many callers at the same time.</summary>
/// <param name="calls">Where they go.</param>
public sealed class ParallelCallers(CallInvoker calls)
{
    /// <summary>How many there are.</summary>
    public const int Count = 16;

    private static readonly StatusCode[] Allowed =
        [StatusCode.OK, StatusCode.Aborted, StatusCode.AlreadyExists, StatusCode.FailedPrecondition];

    /// <summary>
    /// Each caller sends its own request (caller's number → request). One at least succeeds, and each other is told that it lost a
    /// race, or why its request is refused now; <paramref name="also"/> are further codes that say so (NOT_FOUND of what another
    /// caller removed).
    /// </summary>
    public Task<IReadOnlyList<Outcome>> CallAsync(
        MethodDescriptor mutation, Func<int, IMessage> request, params IReadOnlyCollection<StatusCode> also) =>
        CallAsync(mutation, caller => [request(caller)], also);

    /// <summary>As the other, where each caller streams several requests.</summary>
    public async Task<IReadOnlyList<Outcome>> CallAsync(
        MethodDescriptor mutation, Func<int, IReadOnlyList<IMessage>> requests, params IReadOnlyCollection<StatusCode> also)
    {
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, Count).Select(caller => Task.Run(() => calls.CallAsync(mutation, requests(caller)))));
        outcomes.Where(outcome => !Allowed.Contains(outcome.Code) && !also.Contains(outcome.Code)).ShouldBeEmpty(mutation.FullName);
        outcomes.ShouldContain(outcome => outcome.Code == StatusCode.OK, mutation.FullName);
        return outcomes;
    }

    /// <summary>How many got which code, in one line.</summary>
    public static string Summary(MethodDescriptor mutation, IEnumerable<Outcome> outcomes) =>
        $"{mutation.Name}: {string.Join(", ", outcomes.CountBy(outcome => outcome.Code).Select(count => $"{count.Value} × {count.Key}"))}";
}
