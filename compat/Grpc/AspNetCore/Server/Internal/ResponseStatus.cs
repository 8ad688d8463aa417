using System.Globalization;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Writes the outcome of a call to headers or trailers.</summary>
internal static class ResponseStatus
{
    private static readonly StringValues[] Codes =
        [.. Enumerable.Range(0, (int)StatusCode.Unauthenticated + 1).Select(code => new StringValues(code.ToString(CultureInfo.InvariantCulture)))];

    public static StringValues Text(StatusCode code) =>
        (uint)code < (uint)Codes.Length ? Codes[(int)code] : ((int)code).ToString(CultureInfo.InvariantCulture);

    public static void Write(IHeaderDictionary destination, Status status)
    {
        destination[HeaderNames.Status] = Text(status.StatusCode);
        if (!string.IsNullOrEmpty(status.Detail)) destination[HeaderNames.Message] = StatusMessage.Encode(status.Detail);
    }

    public static void Write(IHeaderDictionary destination, Metadata metadata)
    {
        foreach (var entry in metadata)
        {
            if (entry.Key == Metadata.CompressionRequestMetadataKey) continue;
            destination.Append(entry.Key, entry.ToHeaderValue());
        }
    }
}
