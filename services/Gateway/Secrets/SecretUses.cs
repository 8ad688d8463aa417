namespace MlOps.Gateway.Secrets;

/// <summary>A service got the value of a secret.</summary>
/// <param name="Service">The service.</param>
/// <param name="Person">For whom it acted; empty if for itself.</param>
/// <param name="Purpose">What it needs the secret for.</param>
/// <param name="Count">How many equal uses there were since the event before, this one included.</param>
/// <param name="At">When the last of them was.</param>
public sealed record SecretUsed(
    string Workspace, string Name, long Version, string Service, string Person, string Purpose, long Count, DateTimeOffset At);

/// <summary>
/// How often a secret was used, and the last time: stream <c>secret-uses/&lt;workspace&gt;/&lt;name&gt;</c>, apart from the secret, whose
/// revision uses do not change.
/// </summary>
public sealed record SecretUses(
    string Id, long Count, long LastVersion, string LastService, string LastPerson, string LastPurpose, DateTimeOffset LastAt)
{
    public const string StreamPrefix = "secret-uses/";

    public static string StreamOf(string workspace, string name) => $"{StreamPrefix}{workspace}/{name}";

    public static SecretUses Create(SecretUsed e) =>
        new(StreamOf(e.Workspace, e.Name), e.Count, e.Version, e.Service, e.Person, e.Purpose, e.At);

    /// <summary>Nodes write down what they have counted a little later: the last use is the latest, not that of the last event.</summary>
    public SecretUses Apply(SecretUsed e) => e.At < LastAt
        ? this with { Count = Count + e.Count }
        : Create(e) with { Count = Count + e.Count };
}
