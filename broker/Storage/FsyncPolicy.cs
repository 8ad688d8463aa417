namespace MlOps.Broker.Storage;

/// <summary>When appended records are forced to the disk.</summary>
public enum FsyncPolicy
{
    /// <summary>Before they are acknowledged (acks=all) and before any consumer sees them; one fsync covers all that wait.</summary>
    Group,

    /// <summary>Every second, after they are acknowledged: a power failure may take the last second, a killed process nothing.</summary>
    Interval,

    /// <summary>Whenever the operating system gets to it.</summary>
    None,
}
