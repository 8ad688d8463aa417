namespace MlOps.ServiceDefaults.Identity;

/// <summary>The inside token of a request, as it came, and when it ends.</summary>
internal sealed record InsideToken(string Text, DateTimeOffset ExpiresAt)
{
    // The call that it is forwarded with takes its time too; clocks may differ besides, which validation allows for.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>Whether it can go on to another service.</summary>
    public bool LastsAt(DateTimeOffset now) => ExpiresAt > now + Margin;
}
