using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Secrets;

/// <summary>What uses of a secret have in common that are counted together.</summary>
internal sealed record UseKey(string Workspace, string Name, long Version, string Service, string Person, string Purpose)
{
    /// <summary>A use by the current caller: a service, or one that calls for a person.</summary>
    public static UseKey Of(Caller caller, string name, long version, string purpose) => caller.Via is { } service
        ? new UseKey(caller.Workspace, name, version, service, caller.Subject, purpose)
        : new UseKey(caller.Workspace, name, version, caller.Subject, "", purpose);

    public SecretUsed ToEvent(long count, DateTimeOffset at) => new(Workspace, Name, Version, Service, Person, Purpose, count, at);
}
