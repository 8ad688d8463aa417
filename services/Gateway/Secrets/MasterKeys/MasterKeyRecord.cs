namespace MlOps.Gateway.Secrets.MasterKeys;

/// <summary>A master key is in use from now on, in the place of another one.</summary>
/// <param name="Replaces">The key that was in use before; empty for the first one.</param>
public sealed record MasterKeyRotated(string KeyId, string Replaces, DateTimeOffset RotatedAt);

/// <summary>Nothing is under a master key any more, and it was destroyed.</summary>
public sealed record MasterKeyRetired(string KeyId, DateTimeOffset RetiredAt);

/// <summary>What is recorded of a master key; the key itself is with its provider. Stream <c>master-key/&lt;key id&gt;</c>.</summary>
public sealed record MasterKeyRecord(string Id, string KeyId, string Replaces, DateTimeOffset RotatedAt)
{
    public const string StreamPrefix = "master-key/";

    /// <summary>Since when it is of no use any more; null while it is.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    public static string StreamOf(string keyId) => StreamPrefix + keyId;

    public static MasterKeyRecord Create(MasterKeyRotated e) => new(StreamOf(e.KeyId), e.KeyId, e.Replaces, e.RotatedAt);

    /// <summary>A key that somebody configures may come back.</summary>
    public MasterKeyRecord Apply(MasterKeyRotated e) => this with
    {
        Replaces = e.Replaces, RotatedAt = e.RotatedAt, RetiredAt = null, Revision = Revision + 1,
    };

    public MasterKeyRecord Apply(MasterKeyRetired e) => this with { RetiredAt = e.RetiredAt, Revision = Revision + 1 };
}
