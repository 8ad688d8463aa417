namespace MlOps.Broker.Apis;

/// <summary>The type of resource that a configuration belongs to, by its number in the protocol.</summary>
internal enum ConfigResource : sbyte
{
    Topic = 2,
    Broker = 4,
}
