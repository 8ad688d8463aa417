using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>A call over an HTTP/2 stream: what its handler sees of it.</summary>
internal sealed partial class HttpContextServerCallContext(HttpContext httpContext, MethodOptions options, string method)
    : ServerCallContext, IServerCallContextFeature, IDisposable
{
    private const string AlternativeName = "x509_subject_alternative_name";
    private const string CommonName = "x509_common_name";

    private Metadata? requestHeaders;
    private Metadata? responseTrailers;
    private AuthContext? authContext;
    private Status status;
    private CallDeadline? deadline;

    public HttpContext HttpContext => httpContext;

    ServerCallContext IServerCallContextFeature.ServerCallContext => this;

    protected override string MethodCore => method;

    protected override string HostCore => httpContext.Request.Host.Value ?? "";

    protected override string PeerCore
    {
        get
        {
            var connection = httpContext.Connection;
            return connection.RemoteIpAddress switch
            {
                null => "unknown",
                { AddressFamily: AddressFamily.InterNetworkV6 } address => $"ipv6:{new IPEndPoint(address, connection.RemotePort)}",
                var address => $"ipv4:{address}:{connection.RemotePort}",
            };
        }
    }

    protected override DateTime DeadlineCore => deadline?.Moment ?? DateTime.MaxValue;

    protected override CancellationToken CancellationTokenCore => deadline?.Token ?? httpContext.RequestAborted;

    protected override Metadata RequestHeadersCore => requestHeaders ??= ReadHeaders();

    protected override Metadata ResponseTrailersCore => responseTrailers ??= [];

    protected override Status StatusCore
    {
        get => status;
        set => status = value;
    }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override IDictionary<object, object> UserStateCore => httpContext.Items!;

    protected override AuthContext AuthContextCore => authContext ??= ReadAuthContext();

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("CreatePropagationToken is not supported by gRPC on ASP.NET Core; configure call context propagation on the client.");

    private Metadata ReadHeaders()
    {
        var metadata = new Metadata();
        foreach (var (name, values) in httpContext.Request.Headers)
        {
            if (IsOfTheProtocol(name)) continue;
            metadata.AddReceived(name, values.ToString());
        }
        return metadata;
    }

    private static bool IsOfTheProtocol(string name) => name[0] == ':' || name.ToLowerInvariant()
        is HeaderNames.Encoding or HeaderNames.AcceptEncoding or HeaderNames.Timeout or "content-encoding" or "content-type" or "te" or "host" or "accept-encoding";

    private AuthContext ReadAuthContext()
    {
        var properties = new Dictionary<string, List<AuthProperty>>(StringComparer.Ordinal);
        if (httpContext.Connection.ClientCertificate is not { } certificate) return new AuthContext(null, properties);
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames());
        foreach (var name in names) Add(AlternativeName, name);
        Add(CommonName, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        return new AuthContext(properties.ContainsKey(AlternativeName) ? AlternativeName : CommonName, properties);

        void Add(string name, string value)
        {
            if (!properties.TryGetValue(name, out var values)) properties[name] = values = [];
            values.Add(AuthProperty.Create(name, System.Text.Encoding.UTF8.GetBytes(value)));
        }
    }
}
