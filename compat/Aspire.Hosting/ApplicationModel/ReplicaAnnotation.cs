namespace Aspire.Hosting.ApplicationModel;

/// <summary>The number of instances of a resource.</summary>
public class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    /// <summary>The number of instances.</summary>
    public int Replicas { get; } = replicas;
}
