using Grpc.Core;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Calls;

/// <summary>Metadata: its rules, and its way over the wire.</summary>
public sealed class MetadataTests
{
    [Fact]
    public void keys_are_in_lower_case_and_the_last_value_of_a_key_counts()
    {
        var metadata = new Metadata { { "Key", "first" }, { "KEY", "second" } };

        metadata[0].Key.ShouldBe("key");
        metadata.GetValue("kEy").ShouldBe("second");
        metadata.GetAll("key").Select(entry => entry.Value).ShouldBe(["first", "second"]);
        metadata.Get("other").ShouldBeNull();
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("colon:")]
    [InlineData("ü")]
    public void keys_outside_the_alphabet_are_refused(string key) => Should.Throw<ArgumentException>(() => new Metadata.Entry(key, "value"));

    [Fact]
    public void the_suffix_of_a_key_says_whether_it_has_text_or_bytes()
    {
        Should.Throw<ArgumentException>(() => new Metadata.Entry("key-bin", "text"));
        Should.Throw<ArgumentException>(() => new Metadata.Entry("key", [1]));
        Should.Throw<InvalidOperationException>(() => new Metadata.Entry("key-bin", [1]).Value);
        new Metadata.Entry("key-bin", [1]).IsBinary.ShouldBeTrue();
    }

    [Fact]
    public void metadata_is_a_list_of_entries()
    {
        var (a, b, c) = (new Metadata.Entry("a", "1"), new Metadata.Entry("b-bin", [2]), new Metadata.Entry("c", "3"));
        var metadata = new Metadata { a, c };

        metadata.Insert(1, b);
        metadata.ShouldBe([a, b, c]);
        metadata.IndexOf(c).ShouldBe(2);
        metadata.Contains(b).ShouldBeTrue();
        metadata.Remove(b).ShouldBeTrue();
        metadata[0] = b;
        metadata.RemoveAt(1);
        metadata.ShouldBe([b]);
        metadata.IsReadOnly.ShouldBeFalse();
        metadata.Clear();
        metadata.Count.ShouldBe(0);
        a.ValueBytes.ShouldBe("1"u8.ToArray());
        a.ToString().ShouldBe("[Entry: key=a, value=1]");
        Should.Throw<ArgumentNullException>(() => metadata.Add(null!));
        Should.Throw<ArgumentNullException>(() => new Metadata.Entry("a", (string)null!));
    }

    [Fact]
    public void the_empty_metadata_cannot_be_changed() => Should.Throw<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));

    [Fact]
    public async Task text_and_bytes_cross_the_wire_both_ways()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = async (_, context) =>
            {
                await context.WriteResponseHeadersAsync(new Metadata { { "text", context.RequestHeaders.GetValue("text")! } });
                foreach (var entry in context.RequestHeaders.Where(entry => entry.IsBinary)) context.ResponseTrailers.Add(entry);
                context.RequestHeaders.GetValueBytes("none-bin").ShouldBe([]);
                context.ResponseTrailers.Add("more-bin", [1]);
                context.ResponseTrailers.Add("more-bin", [2]);
                return new SimpleResponse();
            },
        });
        byte[] every = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        var metadata = new Metadata { { "text", "a, b; \"c\"" }, { "every-bin", every }, { "none-bin", [] } };

        using var call = scripted.Client.UnaryCallAsync(new SimpleRequest(), metadata);
        await call;

        (await call.ResponseHeadersAsync).GetValue("text").ShouldBe("a, b; \"c\"");
        call.GetTrailers().GetValueBytes("every-bin").ShouldBe(every);
        call.GetTrailers().GetAll("more-bin").Select(entry => entry.ValueBytes).ShouldBe([[1], [2]]);
    }

    [Fact]
    public async Task a_handler_sees_repeated_text_as_one_value_and_repeated_bytes_not_at_all()
    {
        var received = "";
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = (_, context) =>
            {
                received = context.RequestHeaders.GetAll("text").Single().Value;
                return Task.FromResult(new SimpleResponse());
            },
        });

        await scripted.Client.UnaryCallAsync(new SimpleRequest(), new Metadata { { "text", "a" }, { "text", "b" } });
        var failure = await Should.ThrowAsync<RpcException>(async () => await scripted.Client.UnaryCallAsync(new SimpleRequest(), new Metadata { { "bytes-bin", [1] }, { "bytes-bin", [2] } }));

        received.ShouldBe("a, b");
        failure.StatusCode.ShouldBe(StatusCode.Unknown);
    }

    [Fact]
    public async Task the_headers_of_a_call_that_ends_with_them_are_there()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = (_, _) => throw new RpcException(new Status(StatusCode.Aborted, ""), new Metadata { { "why", "because" } }),
            Output = (_, _, context) =>
            {
                context.ResponseTrailers.Add("why", "because");
                return Task.CompletedTask;
            },
        });

        using var unary = scripted.Client.UnaryCallAsync(new SimpleRequest());
        await Should.ThrowAsync<RpcException>(async () => await unary);
        (await unary.ResponseHeadersAsync).GetValue("why").ShouldBe("because");
        unary.GetTrailers().GetValue("why").ShouldBe("because");

        using var stream = scripted.Client.StreamingOutputCall(new StreamingOutputCallRequest());
        (await stream.ResponseHeadersAsync).GetValue("why").ShouldBe("because");
        (await stream.ResponseStream.MoveNext()).ShouldBeFalse();
        stream.GetTrailers().GetValue("why").ShouldBe("because");
    }

    [Fact]
    public async Task headers_of_the_protocol_are_not_metadata()
    {
        Metadata? received = null;
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = (_, context) =>
            {
                received = context.RequestHeaders;
                return Task.FromResult(new SimpleResponse());
            },
        });

        using var call = scripted.Client.UnaryCallAsync(new SimpleRequest(), new Metadata { { "own", "1" } }, DateTime.UtcNow.AddMinutes(1));
        await call;

        received.ShouldNotBeNull().Select(entry => entry.Key).Order().ShouldBe(["own", "user-agent"]);
        call.GetTrailers().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_value_that_http_cannot_carry_fails_the_call_and_not_the_server()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = (_, context) =>
            {
                context.ResponseTrailers.Add("bad", "line\nbreak");
                return Task.FromResult(new SimpleResponse());
            },
        });

        (await Should.ThrowAsync<RpcException>(async () => await scripted.Client.UnaryCallAsync(new SimpleRequest()))).StatusCode.ShouldBe(StatusCode.Internal);
        (await Should.ThrowAsync<RpcException>(async () => await scripted.Client.EmptyCallAsync(new Empty(), new Metadata { { "bad", "line\nbreak" } }))).StatusCode.ShouldBe(StatusCode.Internal);
        await scripted.Client.EmptyCallAsync(new Empty());
    }
}
