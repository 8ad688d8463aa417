using System.Security.Cryptography;
using Google.Protobuf;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.EventSourcing;

/// <summary>The optional fields of mutation requests, read by name: <c>request_id</c>, <c>expected_version</c>, <c>reason</c>.</summary>
internal sealed class MutationRequest
{
    /// <summary>The maximum length of a reason, in characters.</summary>
    public const int MaxReasonLength = 2000;

    private const int MaxRequestIdLength = 128;

    private MutationRequest(IMessage request)
    {
        var id = Text(request, "request_id");
        Reason = Text(request, "reason");
        var expected = request.Descriptor.FindFieldByName("expected_version");
        if (expected is { HasPresence: true } && expected.Accessor.HasValue(request))
            ExpectedVersion = (long)expected.Accessor.GetValue(request);
        new Faults()
            .Length(id, "request_id", MaxRequestIdLength)
            .Length(Reason, "reason", MaxReasonLength)
            .Require(ExpectedVersion is null or >= 0, "expected_version", "must not be negative")
            .ThrowIfAny();
        if (id is null) return;
        ReceiptId = $"{request.Descriptor.FullName}|{Caller.CurrentOrNone?.Subject}|{id}";
        Hash = HashOf(request);
    }

    private MutationRequest(string? receiptId, string hash, string? reason) => (ReceiptId, Hash, Reason) = (receiptId, hash, reason);

    /// <summary>The id of the receipt; null if the request has no <c>request_id</c>.</summary>
    public string? ReceiptId { get; }

    public string Hash { get; } = "";

    public long? ExpectedVersion { get; }

    public string? Reason { get; }

    public static MutationRequest Of(IMessage request) => new(request);

    /// <summary>The request without its <c>expected_version</c>, for another stream than the one that it is about.</summary>
    public MutationRequest OfOtherStream() => new(ReceiptId, Hash, Reason);

    private static string? Text(IMessage request, string field) =>
        request.Descriptor.FindFieldByName(field)?.Accessor.GetValue(request) is string { Length: > 0 } text ? text : null;

    private static string HashOf(IMessage request)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true) { Deterministic = true }) request.WriteTo(output);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }
}
