namespace JasperFx.Events.Daemon;

/// <summary>Which nodes run the asynchronous projections.</summary>
public enum DaemonMode
{
    /// <summary>None.</summary>
    Disabled,

    /// <summary>This node, which must be the only one.</summary>
    Solo,

    /// <summary>The one of several nodes that holds an advisory lock.</summary>
    HotCold,

    /// <summary>Somebody else starts and stops them.</summary>
    ExternallyManaged,
}
