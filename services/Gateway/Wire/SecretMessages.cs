using Google.Protobuf.WellKnownTypes;
using MlOps.Gateway.Secrets;
using MlOps.Gateway.Secrets.MasterKeys;
using V1 = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Wire;

/// <summary>Secrets and master keys as the messages of the contract.</summary>
internal static class SecretMessages
{
    public static V1.Secret ToWire(this Secret secret, SecretUses? uses = null) => new()
    {
        Name = secret.Name,
        Description = secret.Description,
        Creator = secret.CreatedBy,
        CreateTime = secret.CreatedAt.ToTimestamp(),
        Versions = { secret.Versions.Select(ToWire) },
        LastUse = uses?.ToWire(),
        DeleteTime = secret.DeletedAt?.ToTimestamp(),
        Revision = secret.Revision,
    };

    public static V1.MasterKey ToWire(this MasterKeyRecord key) => new()
    {
        KeyId = key.KeyId, Replaces = key.Replaces, CreateTime = key.RotatedAt.ToTimestamp(), Revision = key.Revision,
    };

    /// <summary>With what may change while nobody changes the key: of lists only.</summary>
    public static V1.MasterKey ToWire(this MasterKeyRecord key, IReadOnlyDictionary<string, long> protects)
    {
        var listed = key.ToWire();
        listed.RetireTime = key.RetiredAt?.ToTimestamp();
        listed.Protects = protects.GetValueOrDefault(key.KeyId);
        return listed;
    }

    public static V1.SecretCreated ToWire(this SecretCreated e) => new()
    {
        Workspace = e.Workspace, Name = e.Name, Description = e.Description, Version = e.Version,
    };

    public static V1.SecretUpdated ToWire(this SecretUpdated e)
    {
        var wire = new V1.SecretUpdated
        {
            Workspace = e.Workspace, Name = e.Name, Version = e.Version, RemovedVersions = { e.RemovedVersions },
        };
        if (e.Description is not null) wire.Description = e.Description;
        return wire;
    }

    public static V1.SecretVersionDisabled ToWire(this SecretVersionDisabled e) => new()
    {
        Workspace = e.Workspace, Name = e.Name, Version = e.Version,
    };

    public static V1.SecretDeleted ToWire(this SecretDeleted e) => new() { Workspace = e.Workspace, Name = e.Name, Version = e.Version };

    public static V1.SecretUsed ToWire(this SecretUsed e) => new()
    {
        Workspace = e.Workspace,
        Name = e.Name,
        Version = e.Version,
        Service = e.Service,
        Person = e.Person,
        Purpose = e.Purpose,
        Count = e.Count,
    };

    public static V1.MasterKeyRotated ToWire(this MasterKeyRotated e) => new() { KeyId = e.KeyId, Replaces = e.Replaces };

    public static V1.MasterKeyRetired ToWire(this MasterKeyRetired e) => new() { KeyId = e.KeyId };

    private static V1.SecretUse ToWire(this SecretUses uses) => new()
    {
        Time = uses.LastAt.ToTimestamp(),
        Version = uses.LastVersion,
        Service = uses.LastService,
        Person = uses.LastPerson,
        Purpose = uses.LastPurpose,
        Count = uses.Count,
    };

    private static V1.SecretVersion ToWire(this SecretVersion version) => new()
    {
        Version = version.Version,
        State = version.Disabled ? V1.SecretVersionState.Disabled : V1.SecretVersionState.Enabled,
        Creator = version.CreatedBy,
        CreateTime = version.CreatedAt.ToTimestamp(),
        Disabler = version.DisabledBy,
        DisableTime = version.DisabledAt?.ToTimestamp(),
        DisableReason = version.DisableReason,
    };
}
