using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using MlOps.Native;

namespace MlOps.ServiceDefaults.Kafka;

/// <summary>Lets Confluent.Kafka find the librdkafka that eng/setup.sh installs; without it, it looks for its package's own copy.</summary>
internal static class NativeKafka
{
#pragma warning disable CA2255 // Must run before anything of Confluent.Kafka does, whoever touches it first.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => NativeLibrary.SetDllImportResolver(
        typeof(Message<,>).Assembly, (name, _, _) => name == "librdkafka" && NativeLibraryFile.TryLoadInstalled("librdkafka.so.1", out var handle) ? handle : 0);
}
