namespace MlOps.Broker.Storage;

/// <summary>The content of a topic's description file.</summary>
internal sealed record TopicDescription(string Name, Guid Id, int Partitions, IReadOnlyDictionary<string, string> Config);
