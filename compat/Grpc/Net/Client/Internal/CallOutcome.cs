using System.Net.Http.Headers;
using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>How a call ended: as the fields of a response say, or without them on this side.</summary>
internal sealed class CallOutcome(Status status, HttpResponseHeaders? fields = null)
{
    private Metadata? trailers;

    public Status Status => status;

    public bool IsOk => status.StatusCode == StatusCode.OK;

    /// <summary>Whether a response ended the call.</summary>
    public bool IsReceived => fields is not null;

    /// <summary>The trailers of the response.</summary>
    /// <exception cref="FormatException">A binary one is not Base64.</exception>
    /// <exception cref="ArgumentException">One has a name that metadata may not have.</exception>
    public Metadata Trailers => trailers ??= fields is null ? Metadata.Empty : ResponseOutcome.ToMetadata(fields);

    /// <summary>The same end of the call, with another status.</summary>
    public CallOutcome As(StatusCode code, string detail) => new(new Status(code, detail), fields);
}
