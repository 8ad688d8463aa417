namespace MlOps.Gateway.Keys;

/// <summary>A key was made; it signs from <paramref name="SignsFrom"/> on.</summary>
/// <param name="WithdrawsOthers">What other keys have signed holds no longer.</param>
public sealed record SigningKeyRotated(string Kid, DateTimeOffset CreatedAt, DateTimeOffset SignsFrom, bool WithdrawsOthers);

/// <summary>What is recorded of a key that signs tokens; the key itself is in the ring. Stream <c>signing-key/&lt;kid&gt;</c>.</summary>
public sealed record SigningKeyRecord(string Id, string Kid, DateTimeOffset CreatedAt, DateTimeOffset SignsFrom)
{
    public const string StreamPrefix = "signing-key/";

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    public static string StreamOf(string kid) => StreamPrefix + kid;

    public static SigningKeyRecord Create(SigningKeyRotated e) => new(StreamOf(e.Kid), e.Kid, e.CreatedAt, e.SignsFrom);
}
