using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace MlOps.KafkaBroker.Tests;

/// <summary>Points Confluent.Kafka to the librdkafka that the distribution installs.</summary>
internal static class Librdkafka
{
    [ModuleInitializer]
    internal static void Resolve() => NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Find);

    private static nint Find(string name, Assembly assembly, DllImportSearchPath? path) =>
        name.Contains("librdkafka", StringComparison.Ordinal) && NativeLibrary.TryLoad("librdkafka.so.1", out var handle) ? handle : 0;
}
