using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Gateway.Tests.Secrets;

/// <summary>A value goes in and to the service, and is to be found nowhere else.</summary>
public sealed class CanaryTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Name = "the-canary-s-cage";
    private static readonly KeyValuePair<string, string?>[] Loud =
    [
        .. ((string[])["Default", "Marten", "Npgsql", "Microsoft", "Microsoft.AspNetCore", "Grpc", "Yarp", "System"])
            .Select(category => new KeyValuePair<string, string?>($"Logging:LogLevel:{category}", "Trace")),
    ];

    private readonly SecretsSystem system = new();
    private readonly ConcurrentQueue<string> errors = new();
    private readonly ConcurrentQueue<Activity> spans = new();
    private TestService gateway = null!;

    public async Task InitializeAsync()
    {
        await system.InitializeAsync();
        gateway = await system.Gateway.StartSecondNodeAsync(Loud);
    }

    public async Task DisposeAsync()
    {
        await gateway.DisposeAsync();
        await system.DisposeAsync();
    }

    [Fact]
    public async Task a_value_is_in_no_log_event_error_message_trace_or_table()
    {
        using var listener = Listen();
        var (first, second, lost) = (new Canary(), new Canary(), new Canary());

        await LiveAsync(first, second);
        await FailAsync(lost);

        Canary[] canaries = [first, second, lost];
        var log = string.Join('\n', gateway.Log);
        var traces = string.Join('\n', spans.Select(TextOf));
        var messages = await MessagesAsync();
        foreach (var canary in canaries)
        {
            canary.IsIn(log).ShouldBeFalse("log");
            canary.IsIn(traces).ShouldBeFalse("traces");
            canary.IsIn(string.Join('\n', errors)).ShouldBeFalse("errors");
            foreach (var message in messages) canary.IsIn(message).ShouldBeFalse("Kafka");
            (await DatabaseSearch.TablesWithAsync(gateway.Database, canary.Forms)).ShouldBeEmpty();
        }

        // What is looked through is what there is: the secret's name is in all of it.
        log.ShouldContain("Trace ");
        log.ShouldContain("UseSecret");
        traces.ShouldContain("UseSecret");
        errors.ShouldContain(error => error.Contains(Name));
        messages.Count(message => Encoding.UTF8.GetString(message).Contains(Name)).ShouldBeGreaterThanOrEqualTo(6);
        var tables = await DatabaseSearch.TablesWithAsync(gateway.Database, [.. Canary.FormsOf(Name)]);
        tables.ShouldContain(table => table.EndsWith("mt_events"));
        output.WriteLine(
            $"{gateway.Log.Count} lines of log, {spans.Count} spans, {messages.Count} messages, {errors.Count} errors; the name is in {string.Join(", ", tables)}");
    }

    [Fact]
    public void the_search_finds_a_value_in_every_form()
    {
        var canary = new Canary();
        var bytes = Encoding.UTF8.GetBytes(canary.Value);
        for (var before = 0; before < 3; before++)
            canary.IsIn(Convert.ToBase64String([.. new byte[before], .. bytes, 1, 2, 3])).ShouldBeTrue();
        canary.IsIn([0, 1, .. bytes, 255]).ShouldBeTrue();
        canary.IsIn($"\\x00{Convert.ToHexStringLower(bytes)}00").ShouldBeTrue();
        canary.IsIn(Convert.ToBase64String(Encoding.UTF8.GetBytes(new Canary().Value))).ShouldBeFalse();
    }

    [Fact]
    public async Task the_search_finds_a_value_in_a_column_of_text_json_or_bytes()
    {
        var canary = new Canary();
        await system.ExecuteAsync($"create table of_text as select '{canary.Value}' as one; create table of_json as select jsonb_build_object('one', '{canary.Value}') as one");
        await system.ExecuteAsync($"create table of_bytes as select convert_to('.{canary.Value}', 'UTF8') as one");
        (await DatabaseSearch.TablesWithAsync(gateway.Database, canary.Forms)).ShouldBe(["public.of_bytes", "public.of_json", "public.of_text"], ignoreOrder: true);
    }

    /// <summary>Created, updated, used, rewrapped, disabled, deleted.</summary>
    private async Task LiveAsync(Canary first, Canary second)
    {
        var engineer = SecretsSystem.As(gateway, "engineer");
        await engineer.CreateSecretAsync(new CreateSecretRequest { Name = Name, Value = ByteString.CopyFromUtf8(first.Value), RequestId = "one" });
        await engineer.UpdateSecretAsync(new UpdateSecretRequest { Name = Name, Value = ByteString.CopyFromUtf8(second.Value), RequestId = "two" });
        (await UseAsync(1)).ShouldBe(first.Value);
        (await UseAsync(2)).ShouldBe(second.Value);
        await new Contracts.Identity.V1.Secrets.SecretsClient(gateway.ChannelIn(["*"], "root", "admin")).RotateMasterKeyAsync(new RotateMasterKeyRequest());
        (await UseAsync(0)).ShouldBe(second.Value);
        // While they are stored: nothing of them is in the open.
        foreach (var canary in (Canary[])[first, second]) (await DatabaseSearch.TablesWithAsync(gateway.Database, canary.Forms)).ShouldBeEmpty();
        await engineer.DisableSecretVersionAsync(new DisableSecretVersionRequest { Name = Name, Version = 2, Reason = "a test" });
        await engineer.DeleteSecretAsync(new DeleteSecretRequest { Name = Name, Reason = "a test" });
        (await SecretRows.CountAsync(gateway, Name)).ShouldBe(0);

        async Task<string> UseAsync(long version) => (await system.Using(gateway).UseSecretAsync(
            new UseSecretRequest { Name = Name, Version = version, Purpose = "a test" })).Value.ToStringUtf8();
    }

    /// <summary>Requests with the value that are refused, each for another reason.</summary>
    private async Task FailAsync(Canary canary)
    {
        var (engineer, viewer) = (SecretsSystem.As(gateway, "engineer"), SecretsSystem.As(gateway, "viewer"));
        var value = ByteString.CopyFromUtf8(canary.Value);
        await engineer.CreateSecretAsync(new CreateSecretRequest { Name = "taken", Value = value, RequestId = "taken" });
        Func<Task>[] calls =
        [
            () => engineer.CreateSecretAsync(new CreateSecretRequest { Name = "No Name", Value = value }).ResponseAsync,
            () => engineer.CreateSecretAsync(new CreateSecretRequest { Name = "taken", Value = value }).ResponseAsync,
            () => engineer.CreateSecretAsync(new CreateSecretRequest { Name = "taken", Value = value.Concat(value), RequestId = "taken" }).ResponseAsync,
            () => engineer.CreateSecretAsync(new CreateSecretRequest { Name = "large", Value = value.Repeated(3000) }).ResponseAsync,
            () => engineer.CreateSecretAsync(new CreateSecretRequest { Name = "nul", Value = value, Description = "\0" }).ResponseAsync,
            () => engineer.CreateSecretAsync(new CreateSecretRequest { Name = "new", Value = value, ExpectedVersion = 7 }).ResponseAsync,
            () => engineer.UpdateSecretAsync(new UpdateSecretRequest { Name = Name, Value = value }).ResponseAsync,
            () => viewer.CreateSecretAsync(new CreateSecretRequest { Name = "denied", Value = value }).ResponseAsync,
            () => new Contracts.Identity.V1.Secrets.SecretsClient(gateway.Anonymous).CreateSecretAsync(new CreateSecretRequest { Name = "nobody", Value = value }).ResponseAsync,
            () => MalformedAsync(canary),
            () => engineer.CreateSecretAsync(new CreateSecretRequest { Name = "late", Value = value }, deadline: DateTime.UtcNow.AddTicks(1)).ResponseAsync,
        ];
        foreach (var call in calls)
        {
            var refused = await Should.ThrowAsync<RpcException>(call);
            errors.Enqueue($"{refused.Status.Detail} {string.Join(' ', refused.Trailers.Select(entry => entry.IsBinary ? Encoding.Latin1.GetString(entry.ValueBytes) : entry.Value))}");
        }

        await BreakAsync(engineer, value);
        await engineer.DeleteSecretAsync(new DeleteSecretRequest { Name = "taken", Reason = "a test" });
    }

    /// <summary>The database refuses the value's row, of all things.</summary>
    private async Task BreakAsync(Contracts.Identity.V1.Secrets.SecretsClient engineer, ByteString value)
    {
        await system.ExecuteAsync("alter table secret_envelopes add constraint broken check (name <> 'broken')");
        var refused = await Should.ThrowAsync<RpcException>(() => engineer.CreateSecretAsync(new CreateSecretRequest { Name = "broken", Value = value }).ResponseAsync);
        errors.Enqueue($"{refused.Status.Detail} {refused}");
        await system.ExecuteAsync("alter table secret_envelopes drop constraint broken");
    }

    private async Task MalformedAsync(Canary canary)
    {
        byte[] request = [.. new CreateSecretRequest { Name = "cut", Value = ByteString.CopyFromUtf8(canary.Value) }.ToByteArray(), 0x22, 0x7f, 1];
        var bytes = Marshallers.Create<byte[]>(sent => sent, received => received);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "mlops.identity.v1.Secrets", "CreateSecret", bytes, bytes);
        await gateway.ChannelAs("some-engineer", "engineer").CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(), request);
    }

    private async Task<IReadOnlyList<byte[]>> MessagesAsync()
    {
        await system.System.ConsumeAsync<SecretDeleted>(Topics.Gateway, e => e.Data.Name == "taken");
        var read = await system.System.ReadAsync(Topics.Gateway, results => Encoding.UTF8.GetString(results[^1].Message.Value).Contains("taken")
            && results[^1].Message.Headers.Any(header => Encoding.UTF8.GetString(header.GetValueBytes()).EndsWith("SecretDeleted", StringComparison.Ordinal)));
        return [.. read.Select(BytesOf)];
    }

    private static byte[] BytesOf(ConsumeResult<string, byte[]> result) =>
    [
        .. Encoding.UTF8.GetBytes(result.Message.Key ?? ""), .. result.Message.Value,
        .. result.Message.Headers.SelectMany(header => header.GetValueBytes()),
    ];

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static string TextOf(Activity span) => string.Join(
        ' ',
        [
            span.OperationName, span.DisplayName, span.StatusDescription, .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
            .. span.Events.SelectMany(happened => happened.Tags.Select(tag => $"{happened.Name} {tag.Key}={tag.Value}")),
            .. span.Baggage.Select(item => $"{item.Key}={item.Value}"),
        ]);
}
