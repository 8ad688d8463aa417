namespace JasperFx;

/// <summary>Marks the member that identifies a document.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class IdentityAttribute : Attribute;
