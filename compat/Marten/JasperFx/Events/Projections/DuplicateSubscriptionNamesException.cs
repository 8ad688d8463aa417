namespace JasperFx.Events.Projections;

/// <summary>Two projections or subscriptions have one name.</summary>
public class DuplicateSubscriptionNamesException : Exception
{
    /// <summary>Says which.</summary>
    public DuplicateSubscriptionNamesException(string message)
        : base(message)
    {
    }
}
