namespace MlOps.Broker.Storage;

/// <summary>A setting that topics support.</summary>
internal sealed record TopicSetting(string Name, string Default, SettingType Type, Func<string, bool> Accepts);
