namespace MlOps.Broker.Storage;

/// <summary>A topic as its description file has it.</summary>
internal sealed record TopicDescription(string Name, Guid Id, int Partitions, IReadOnlyDictionary<string, string> Config);
