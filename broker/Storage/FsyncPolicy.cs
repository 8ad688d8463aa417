namespace MlOps.Broker.Storage;

/// <summary>When appended records are fsynced.</summary>
public enum FsyncPolicy
{
    /// <summary>Group commit: before they are acknowledged (acks=all) and visible; one fsync serves all waiting producers.</summary>
    Group,

    /// <summary>Every second, after they are acknowledged: a power failure loses up to a second, a killed process nothing.</summary>
    Interval,

    /// <summary>Never: the operating system writes them back.</summary>
    None,
}
