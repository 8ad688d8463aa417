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
    [InlineData("")]
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
    public void the_empty_metadata_cannot_be_changed() => Should.Throw<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));

    [Fact]
    public async Task text_bytes_and_repeated_bytes_cross_the_wire_both_ways()
    {
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = async (_, context) =>
            {
                await context.WriteResponseHeadersAsync(new Metadata { { "text", context.RequestHeaders.GetValue("text")! } });
                foreach (var entry in context.RequestHeaders.GetAll("bytes-bin")) context.ResponseTrailers.Add(entry);
                return new SimpleResponse();
            },
        });
        byte[] every = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        var metadata = new Metadata { { "text", "a, b; \"c\"" }, { "bytes-bin", every }, { "bytes-bin", [] }, { "bytes-bin", [0xFF] } };

        using var call = scripted.Client.UnaryCallAsync(new SimpleRequest(), metadata);
        await call;

        (await call.ResponseHeadersAsync).GetValue("text").ShouldBe("a, b; \"c\"");
        call.GetTrailers().GetAll("bytes-bin").Select(entry => entry.ValueBytes).ShouldBe([every, [], [0xFF]]);
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
