using System.Reflection;
using Google.Protobuf.Reflection;

namespace MlOps.Lineage.Graph;

/// <summary>
/// The name that a value of an enumeration has in its proto file, e.g. <c>WINDOW_VERDICT_STABLE</c>; a value that is newer than this
/// build has its number.
/// </summary>
internal static class ProtoName
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        typeof(TEnum).GetField(value.ToString())?.GetCustomAttribute<OriginalNameAttribute>()?.Name ?? value.ToString();
}
