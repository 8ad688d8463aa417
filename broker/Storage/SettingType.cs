namespace MlOps.Broker.Storage;

/// <summary>The type of a setting, by its number in DescribeConfigs.</summary>
internal enum SettingType : byte
{
    Boolean = 1,
    String = 2,
    Int = 3,
    Long = 5,
    Double = 6,
    List = 7,
}
