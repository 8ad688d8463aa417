using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Grpc.Tests.Interop;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Calls;

/// <summary>What a handler knows of its call.</summary>
public sealed class ContextTests
{
    [Fact]
    public async Task a_handler_knows_what_was_called_by_whom_and_until_when()
    {
        string[] known = [];
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Unary = (_, context) =>
            {
                context.UserState["key"] = "value";
                known =
                [
                    context.Method, context.Host, context.Peer.Split(':')[0], $"{context.Deadline == DateTime.MaxValue}", $"{context.AuthContext.IsPeerAuthenticated}",
                    $"{context.Status}", $"{context.ResponseTrailers.Count}", $"{context.CancellationToken.CanBeCanceled}", $"{context.GetHttpContext().Items["key"]}",
                    $"{context.GetHttpContext().Features.GetRequiredFeature<IServerCallContextFeature>().ServerCallContext == context}",
                ];
                return Task.FromResult(new SimpleResponse());
            },
        });

        await scripted.Client.UnaryCallAsync(new SimpleRequest());

        known.ShouldBe(["/grpc.testing.TestService/UnaryCall", scripted.Address.Authority, "ipv4", "True", "False", "Status(StatusCode=\"OK\", Detail=\"\")", "0", "True", "value", "True"]);
    }

    [Fact]
    public async Task a_call_and_its_stream_have_the_same_write_options()
    {
        var same = false;
        await using var scripted = await Scripted.StartAsync(new ScriptedService
        {
            Output = (_, responses, context) =>
            {
                responses.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
                same = context.WriteOptions == responses.WriteOptions;
                return Task.CompletedTask;
            },
        });
        using var call = scripted.Client.StreamingOutputCall(new StreamingOutputCallRequest());

        (await call.ResponseStream.MoveNext()).ShouldBeFalse();
        same.ShouldBeTrue();
    }

    [Fact]
    public async Task a_callers_certificate_names_it()
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=ann", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("ann.test");
        names.AddDnsName("other.test");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        AuthContext? seen = null;
        await using var server = await InteropServer.StartAsync(
            services => services.AddSingleton(new ScriptedService
            {
                Unary = (_, context) =>
                {
                    seen = context.AuthContext;
                    return Task.FromResult(new SimpleResponse());
                },
            }).AddGrpc(),
            app =>
            {
                app.Use((context, next) =>
                {
                    context.Connection.ClientCertificate = certificate;
                    return next(context);
                });
                app.MapGrpcService<ScriptedService>();
            });
        using var channel = GrpcChannel.ForAddress(server.Address);

        await new TestService.TestServiceClient(channel).UnaryCallAsync(new SimpleRequest());

        seen.ShouldNotBeNull().PeerIdentityPropertyName.ShouldBe("x509_subject_alternative_name");
        seen.PeerIdentity.Select(property => property.Value).ShouldBe(["ann.test", "other.test"]);
        seen.FindPropertiesByName("x509_common_name").Single().Value.ShouldBe("ann");
        seen.Properties.Count().ShouldBe(3);
    }
}
