using System.IO.Compression;
using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Grpc.Tests.Interop;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Services;

/// <summary>Options of all services, and of one.</summary>
public sealed class ServiceOptionsTests
{
    private static readonly SimpleRequest Large = new() { Payload = new Payload { Body = ByteString.CopyFrom(new byte[2000]) } };

    [Fact]
    public async Task a_service_has_the_limits_of_all_until_it_has_its_own()
    {
        (await CallAsync(all => all.MaxReceiveMessageSize = 1000, _ => { })).ShouldBe(StatusCode.ResourceExhausted);
        (await CallAsync(all => all.MaxReceiveMessageSize = 1000, own => own.MaxReceiveMessageSize = 3000)).ShouldBe(StatusCode.OK);
        (await CallAsync(all => all.MaxReceiveMessageSize = 1000, own => own.MaxReceiveMessageSize = null)).ShouldBe(StatusCode.OK);
        (await CallAsync(_ => { }, own => own.MaxReceiveMessageSize = 1000)).ShouldBe(StatusCode.ResourceExhausted);
        (await CallAsync(all => all.MaxSendMessageSize = 1000, own => own.MaxSendMessageSize = null)).ShouldBe(StatusCode.OK);
        (await CallAsync(all => all.MaxSendMessageSize = 1000, own => own.MaxSendMessageSizeSpecified = false)).ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task providers_of_compression_replace_the_usual_ones()
    {
        var reversing = new Reversing();
        await using var server = await InteropServer.StartAsync(
            services => services.AddSingleton(new ScriptedService { Unary = (request, _) => Task.FromResult(new SimpleResponse { Payload = request.Payload }) })
                .AddGrpc(options =>
                {
                    options.CompressionProviders.Add(reversing);
                    options.ResponseCompressionAlgorithm = "reverse";
                }),
            app => app.MapGrpcService<ScriptedService>());
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { CompressionProviders = [reversing] });
        var client = new TestService.TestServiceClient(channel);

        (await client.UnaryCallAsync(Large, Compressed("reverse"))).Payload.Body.Length.ShouldBe(2000);
        reversing.Used.ShouldBe(4);
        using var usual = GrpcChannel.ForAddress(server.Address);
        var refused = await Should.ThrowAsync<RpcException>(async () => await new TestService.TestServiceClient(usual).UnaryCallAsync(Large, Compressed("gzip")));
        refused.Status.ShouldBe(new Status(StatusCode.Unimplemented, "Unsupported grpc-encoding value 'gzip'. Supported encodings: identity, reverse"));

        static Metadata Compressed(string name) => new() { { "grpc-internal-encoding-request", name } };
    }

    private static async Task<StatusCode> CallAsync(Action<GrpcServiceOptions> all, Action<GrpcServiceOptions<ScriptedService>> own)
    {
        await using var server = await InteropServer.StartAsync(
            services => services.AddSingleton(new ScriptedService { Unary = (request, _) => Task.FromResult(new SimpleResponse { Payload = request.Payload }) })
                .AddGrpc(all).AddServiceOptions(own),
            app => app.MapGrpcService<ScriptedService>());
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new TestService.TestServiceClient(channel).UnaryCallAsync(Large);
        await ((Task)call.ResponseAsync).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return call.GetStatus().StatusCode;
    }

    private sealed class Reversing : ICompressionProvider
    {
        public int Used { get; private set; }

        public string EncodingName => "reverse";

        public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => Use(new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true));

        public Stream CreateDecompressionStream(Stream stream) => Use(new ZLibStream(stream, CompressionMode.Decompress));

        private ZLibStream Use(ZLibStream stream)
        {
            Used++;
            return stream;
        }
    }
}
