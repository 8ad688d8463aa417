using System.Security.Cryptography;
using Google.Protobuf;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.EventSourcing;

/// <summary>The fields that every mutation may have, read by name from its request.</summary>
internal sealed class MutationRequest
{
    private const int MaxRequestIdLength = 128;
    /// <summary>Characters that a reason may have.</summary>
    public const int MaxReasonLength = 2000;


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

    /// <summary>Key of the receipt; null where the request has no id.</summary>
    public string? ReceiptId { get; }

    public string Hash { get; } = "";

    public long? ExpectedVersion { get; }

    public string? Reason { get; }

    public static MutationRequest Of(IMessage request) => new(request);

    private static string? Text(IMessage request, string field) =>
        request.Descriptor.FindFieldByName(field)?.Accessor.GetValue(request) is string { Length: > 0 } text ? text : null;

    private static string HashOf(IMessage request)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true) { Deterministic = true }) request.WriteTo(output);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }
}
