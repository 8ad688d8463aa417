using Google.Protobuf;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Gateway.Secrets;

/// <summary>What requests about secrets may say. No message quotes a value.</summary>
internal static class SecretRequests
{
    public static void Check(CreateSecretRequest request) => Value(request.Name, request.Value)
        .Length(request.Description, "description", Limits.DescriptionLength)
        .Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();

    public static void Check(UpdateSecretRequest request) => Value(request.Name, request.Value)
        .Length(request.Description, "description", Limits.DescriptionLength)
        .Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();

    public static void Check(DisableSecretVersionRequest request) => Reasoned(request.Name, request.Reason)
        .Require(request.Version > 0, "version", "must be a version of the secret, from 1 on").ThrowIfAny();

    public static void Check(DeleteSecretRequest request) => Reasoned(request.Name, request.Reason).ThrowIfAny();

    public static void Check(UseSecretRequest request) => new Faults()
        .Name(request.Name, "name")
        .Require(request.Version >= 0, "version", "must be a version of the secret, or 0 for the newest one")
        .Text(request.Purpose, "purpose", Limits.PurposeLength).ThrowIfAny();

    public static void Check(GetSecretRequest request) => new Faults().Name(request.Name, "name").ThrowIfAny();

    public static void Check(ListSecretsRequest request) =>
        new Faults().Length(request.NamePrefix, "name_prefix", Limits.NameLength).ThrowIfAny();

    private static Faults Value(string name, ByteString value) => new Faults()
        .Name(name, "name")
        .Require(value.Length is > 0 and <= Limits.SecretBytes, "value", $"must have 1 to {Limits.SecretBytes} bytes");

    private static Faults Reasoned(string name, string reason) => new Faults()
        .Name(name, "name")
        .Require(!string.IsNullOrWhiteSpace(reason), "reason", "must say why")
        .Length(reason, "reason", Limits.ReasonLength);
}
