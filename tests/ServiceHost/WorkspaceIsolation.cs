using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Shouldly;

namespace MlOps.ServiceHost;

/// <summary>
/// Calls every RPC of a service as a caller of another workspace, with the names and ids of a workspace's resources in the fields: no
/// answer and no refusal holds what the workspace wrote into them, and nothing in the workspace changes.
/// </summary>
/// <param name="marker">A text that the workspace has put into what its resources hold, and that no request has.</param>
/// <param name="owner">Calls of the workspace.</param>
/// <param name="stranger">Calls of another workspace.</param>
/// <param name="texts">By field name, the names and ids of the workspace's resources.</param>
public sealed class WorkspaceIsolation(
    string marker, CallInvoker owner, CallInvoker stranger, params (string Field, string Text)[] texts)
{
    private static readonly string[] Reading = ["Get", "List", "Read", "Preview", "Download", "Watch", "ModelReady", "ModelMetadata"];
    private static readonly TimeSpan StreamLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(20);
    private readonly byte[] marker = Encoding.UTF8.GetBytes(marker);
    private readonly Dictionary<string, string> texts = texts.ToDictionary(entry => entry.Field, entry => entry.Text);

    /// <summary>Calls them all; returns how many calls the stranger made, and prints what the owner sees of it.</summary>
    public async Task<int> CheckAsync(Action<string> print, params ServiceDescriptor[] services)
    {
        var methods = services.SelectMany(service => service.Methods).ToList();
        var before = await SeenByOwnerAsync(methods);
        var (calls, leaks) = (0, new List<string>());
        foreach (var method in methods)
        {
            foreach (var request in await RequestsOfStrangerAsync(method))
            {
                calls++;
                if (Holds(await AnswersAsync(stranger, method, request))) leaks.Add($"{method.FullName} {request}");
            }
        }

        leaks.ShouldBeEmpty();
        var after = await SeenByOwnerAsync(methods);
        after.Keys.ShouldBe(before.Keys);
        foreach (var (read, answer) in before) after[read].ShouldBe(answer, $"what the owner reads of {read} has changed");
        var shown = before.Where(read => Contains(read.Value)).Select(read => read.Key.Split(' ')[0]).Distinct().ToList();
        shown.ShouldNotBeEmpty("the owner must see what the stranger must not");
        print($"{calls} calls of a stranger; the owner sees the marker in {string.Join(", ", shown)}");
        return calls;
    }

    /// <summary>What the owner's reads answer.</summary>
    private async Task<Dictionary<string, string>> SeenByOwnerAsync(IEnumerable<MethodDescriptor> methods)
    {
        var seen = new Dictionary<string, string>();
        foreach (var method in methods.Where(method => Reading.Any(method.Name.StartsWith)))
        {
            foreach (var (i, request) in RequestsOf(method).Index())
            {
                var answers = await AnswersAsync(owner, method, request);
                seen[$"{method.Name} {i}"] = string.Join('\n', answers.Select(answer => Encoding.UTF8.GetString(answer)));
            }
        }

        return seen;
    }

    private async Task<List<IMessage>> RequestsOfStrangerAsync(MethodDescriptor method)
    {
        var requests = RequestsOf(method).ToList();
        // A page token of the owner's must not lead the stranger to the next page of the owner's list.
        if (method.OutputType.FindFieldByName("next_page_token") is { } next && method.InputType.FindFieldByName("page_token") is { } token)
        {
            foreach (var request in RequestsOf(method).ToList())
            {
                method.InputType.FindFieldByName("page_size")?.Accessor.SetValue(request, 1);
                var outcome = await owner.CallAsync(method, request);
                if (outcome.Answer is null || next.Accessor.GetValue(outcome.Answer) is not string { Length: > 0 } more) continue;
                token.Accessor.SetValue(request, more);
                requests.Add(request);
            }
        }

        return requests;
    }

    /// <summary>With every field set, with the names and ids alone, and empty.</summary>
    private IEnumerable<IMessage> RequestsOf(MethodDescriptor method)
    {
        yield return SampleRequests.Of(method.InputType, texts);
        var named = method.InputType.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in method.InputType.Fields.InDeclarationOrder())
        {
            if (field is { FieldType: FieldType.String, IsRepeated: false } && texts.TryGetValue(field.Name, out var text))
                field.Accessor.SetValue(named, text);
        }

        yield return named;
        yield return method.InputType.Parser.ParseFrom(ByteString.Empty);
    }

    /// <summary>All messages of the answer, or the refusal with its details.</summary>
    private static async Task<List<byte[]>> AnswersAsync(CallInvoker calls, MethodDescriptor method, IMessage request)
    {
        var answers = new List<byte[]>();
        try
        {
            if (method is not { IsServerStreaming: true, IsClientStreaming: false })
            {
                var answer = await calls.SendAsync(method, [request.ToByteArray()], new CallOptions(deadline: DateTime.UtcNow + CallLimit));
                if (answer is not null) answers.Add(answer);
                return answers;
            }

            // A stream that follows changes never ends.
            var options = new CallOptions(deadline: DateTime.UtcNow + StreamLimit);
            using var call = calls.AsyncServerStreamingCall(RpcCalls.RpcOf(method), null, options, request.ToByteArray());
            await foreach (var answer in call.ResponseStream.ReadAllAsync()) answers.Add(answer);
        }
        catch (RpcException e) when (e.StatusCode != StatusCode.DeadlineExceeded || answers.Count == 0)
        {
            answers.Add(Encoding.UTF8.GetBytes($"{e.StatusCode}: {e.Status.Detail}"));
            answers.AddRange(e.Trailers.Where(entry => entry.IsBinary).Select(entry => entry.ValueBytes));
        }
        catch (RpcException)
        {
            // What a stream sent until its deadline is its answer.
        }

        return answers;
    }

    private bool Holds(IEnumerable<byte[]> answers) => answers.Any(answer => answer.AsSpan().IndexOf(marker) >= 0);

    private bool Contains(string answer) => answer.Contains(Encoding.UTF8.GetString(marker), StringComparison.Ordinal);
}
