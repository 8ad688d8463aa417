using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Shouldly;

namespace MlOps.ServiceHost;

/// <summary>
/// For each RPC of a service its largest legal request: it is answered within the limit of a message, and what it led to is checked;
/// the next larger request is refused and the refusal names the field or limit.
/// </summary>
/// <param name="service">All RPCs of which must have a row.</param>
/// <param name="calls">Where the requests go.</param>
public sealed class LargestRequests(ServiceDescriptor service, CallInvoker calls)
{
    // What clients accept unless told otherwise.
    private const int MaxMessage = 4 << 20;
    private readonly Dictionary<string, Row> rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="rpc">Name of the RPC.</param>
    /// <param name="largest">Makes the largest legal request, after whatever must be there before.</param>
    /// <param name="check">Looks at what the request led to: the wire event, the resource read back and listed.</param>
    /// <param name="larger">Changes that make the request too large by one, and the field or limit that the refusal names.</param>
    public LargestRequests Add<TRequest, TAnswer>(
        string rpc,
        Func<Task<TRequest>> largest,
        Func<TRequest, TAnswer, Task> check,
        params (string Name, Action<TRequest> Enlarge)[] larger)
        where TRequest : IMessage<TRequest>
        where TAnswer : IMessage =>
        AddStream<TRequest, TAnswer>(
            rpc,
            async () => [await largest()],
            (requests, answer) => check(requests[0], answer),
            [.. larger.Select(change => (change.Name, (Func<IReadOnlyList<TRequest>, IReadOnlyList<TRequest>>)(requests =>
            {
                var request = requests[0].Clone();
                change.Enlarge(request);
                return [request];
            })))]);

    /// <summary>Adds a row of an RPC whose request is a stream.</summary>
    public LargestRequests AddStream<TRequest, TAnswer>(
        string rpc,
        Func<Task<IReadOnlyList<TRequest>>> largest,
        Func<IReadOnlyList<TRequest>, TAnswer, Task> check,
        params (string Name, Func<IReadOnlyList<TRequest>, IReadOnlyList<TRequest>> Enlarge)[] larger)
        where TRequest : IMessage<TRequest>
        where TAnswer : IMessage
    {
        rows.Add(rpc, new Row(
            service.Rpc(rpc),
            async () => [.. await largest()],
            (requests, answer) => check([.. requests.Cast<TRequest>()], (TAnswer)answer),
            [.. larger.Select(change => new Larger(change.Name, requests => [.. change.Enlarge([.. requests.Cast<TRequest>()])]))]));
        return this;
    }

    /// <summary>Sends them all in the order of the rows; returns how many requests that were, and prints a line for each RPC.</summary>
    public async Task<int> SendAllAsync(Action<string> print)
    {
        rows.Keys.ShouldBe(service.Methods.Select(method => method.Name), ignoreOrder: true, "every RPC has its largest request");
        rows.Values.Where(row => row.Larger.Count == 0 && row.Method.InputType.Fields.InDeclarationOrder().Count > 0)
            .Select(row => row.Method.Name).ShouldBeEmpty("every request with fields has a next larger one");
        var sent = 0;
        foreach (var row in rows.Values) sent += await SendAsync(row, print);
        print($"{service.FullName}: {rows.Count} RPCs, {sent} requests at and beyond their limits");
        return sent;
    }

    private async Task<int> SendAsync(Row row, Action<string> print)
    {
        var largest = await row.Largest();
        // Before the largest one, so that nothing that it leads to is the reason of the refusal.
        foreach (var larger in row.Larger)
        {
            var refused = await calls.CallAsync(row.Method, larger.Enlarge(largest));
            var call = $"{row.Method.Name} with a larger {larger.Name}: {refused}";
            refused.Code.ShouldBeOneOf([StatusCode.InvalidArgument, StatusCode.ResourceExhausted], call);
            NamesOf(refused.Status!).ShouldContain(name => IsName(name, larger.Name), call);
        }

        var outcome = await calls.CallAsync(row.Method, largest);
        outcome.Code.ShouldBe(StatusCode.OK, $"{row.Method.Name}: {outcome}");
        var (request, answer) = (largest.Sum(message => (long)message.CalculateSize()), outcome.Answer?.CalculateSize() ?? 0);
        answer.ShouldBeLessThanOrEqualTo(MaxMessage, row.Method.Name);
        print($"{row.Method.Name}: {request:N0} bytes accepted, answered with {answer:N0}; {row.Larger.Count} larger refused");
        await row.Check(largest, outcome.Answer!);
        return row.Larger.Count + 1;
    }

    private static IEnumerable<string> NamesOf(Google.Rpc.Status status) =>
        status.Fields().Concat(status.GetDetail<QuotaFailure>()?.Violations.Select(violation => violation.Subject) ?? []);

    // Long names are cut in errors.
    private static bool IsName(string name, string whole) =>
        name == whole || (name.EndsWith('…') && whole.StartsWith(name[..^1], StringComparison.Ordinal));

    private sealed record Row(
        MethodDescriptor Method,
        Func<Task<IReadOnlyList<IMessage>>> Largest,
        Func<IReadOnlyList<IMessage>, IMessage, Task> Check,
        IReadOnlyList<Larger> Larger);

    private sealed record Larger(string Name, Func<IReadOnlyList<IMessage>, IReadOnlyList<IMessage>> Enlarge);
}
