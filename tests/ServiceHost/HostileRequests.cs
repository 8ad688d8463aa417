using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Shouldly;

namespace MlOps.ServiceHost;

/// <summary>
/// Sends every request of a gRPC service with one hostile value at a time in each of its fields: whatever it is answered, it is the
/// caller's fault or accepted, and the answer is small.
/// </summary>
/// <param name="calls">Where they go, as a caller who may do everything.</param>
/// <param name="texts">By field name, what string fields hold otherwise (<c>sample</c> where it is not said).</param>
public sealed class HostileRequests(CallInvoker calls, params (string Field, string Text)[] texts)
{
    private const int MaxErrorBytes = 16 * 1024;
    private const int Parallel = 8;
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(60);

    // Answers that blame the service, or hide who is to blame.
    private static readonly HashSet<StatusCode> Forbidden =

        [
            StatusCode.Internal, StatusCode.Unavailable, StatusCode.Unknown, StatusCode.DataLoss, StatusCode.DeadlineExceeded,
            StatusCode.Unimplemented,
        ];

    private readonly Dictionary<string, string> texts = texts.ToDictionary(entry => entry.Field, entry => entry.Text);

    /// <summary>Sends them all; throws with every answer that is not allowed, otherwise returns how many were sent.</summary>
    public async Task<int> SendAllAsync(params ServiceDescriptor[] services)
    {
        var requests = services.SelectMany(service => service.Methods).SelectMany(RequestsOf).ToList();
        var wrong = new System.Collections.Concurrent.ConcurrentBag<string>();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            requests, new ParallelOptions { MaxDegreeOfParallelism = Parallel },
            async (request, _) =>
            {
                if (await FaultOfAsync(request) is { } fault) wrong.Add($"{request.Method.FullName} {request.Mutation}: {fault}");
            });
        wrong.Order().ShouldBeEmpty();
        return requests.Count;
    }

    private IEnumerable<Hostile> RequestsOf(MethodDescriptor method)
    {
        foreach (var mutation in HostileValues.Mutations(method.InputType))
        {
            var request = SampleRequests.Of(method.InputType, texts);
            mutation.Apply(request);
            yield return new Hostile(method, mutation.Name, request.ToByteArray());
        }
    }

    private async Task<string?> FaultOfAsync(Hostile request)
    {
        var options = new CallOptions(deadline: DateTime.UtcNow + CallLimit);
        try
        {
            await calls.SendAsync(request.Method, [request.Body], options);
            return null;
        }
        catch (RpcException e)
        {
            var size = e.Status.Detail.Length + e.Trailers.Sum(
                entry => entry.Key.Length + (entry.IsBinary ? entry.ValueBytes.Length : entry.Value.Length));
            if (Forbidden.Contains(e.StatusCode)) return $"{e.StatusCode}: {Start(e.Status.Detail)}";
            return size > MaxErrorBytes ? $"an error of {size} bytes: {Start(e.Status.Detail)}" : null;
        }
    }

    private static string Start(string text) => text.Length <= 300 ? text : text[..300];

    private sealed record Hostile(MethodDescriptor Method, string Mutation, byte[] Body);
}
