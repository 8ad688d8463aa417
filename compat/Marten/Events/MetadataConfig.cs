namespace Marten.Events;

/// <summary>Which metadata columns events have.</summary>
public class MetadataConfig
{
    internal MetadataConfig()
    {
    }

    /// <summary>Column <c>correlation_id</c>.</summary>
    public bool CorrelationIdEnabled { get; set; }

    /// <summary>Column <c>causation_id</c>.</summary>
    public bool CausationIdEnabled { get; set; }

    /// <summary>Column <c>headers</c>.</summary>
    public bool HeadersEnabled { get; set; }

    /// <summary>Column <c>user_name</c>.</summary>
    public bool UserNameEnabled { get; set; }

    /// <summary>Enables correlation, causation and headers; the user name stays as it is.</summary>
    public void EnableAll()
    {
        CorrelationIdEnabled = true;
        CausationIdEnabled = true;
        HeadersEnabled = true;
    }
}
