namespace JasperFx.Core;

/// <summary>Keeps conventions off a member: a property named Version then stays the application's own.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Assembly)]
public class JasperFxIgnoreAttribute : Attribute;
