using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace MlOps.ServiceDefaults.Kafka;

/// <summary>Lets Confluent.Kafka find the system's librdkafka where the package's own copy is not there.</summary>
internal static class NativeKafka
{
    private const string Name = "librdkafka";
    private const string SystemLibrary = "librdkafka.so.1";

#pragma warning disable CA2255 // Must run before anything of Confluent.Kafka does, whoever touches it first.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(Message<,>).Assembly, Resolve);

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Name || NativeLibrary.TryLoad(name, assembly, path, out var library)) return IntPtr.Zero;
        return NativeLibrary.TryLoad(SystemLibrary, out library) ? library : IntPtr.Zero;
    }
}
