using Google.Protobuf.Reflection;

namespace Grpc.Reflection;

/// <summary>Files of descriptors with everything that they import, by name and by what they declare.</summary>
public class SymbolRegistry
{
    private readonly Dictionary<string, FileDescriptor> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> bySymbol = new(StringComparer.Ordinal);

    private SymbolRegistry()
    {
    }

    /// <summary>Collects files.</summary>
    public static SymbolRegistry FromFiles(IEnumerable<FileDescriptor> fileDescriptors)
    {
        ArgumentNullException.ThrowIfNull(fileDescriptors);
        var registry = new SymbolRegistry();
        foreach (var file in fileDescriptors) registry.Add(file);
        return registry;
    }

    /// <summary>The file of a name, or null.</summary>
    public FileDescriptor? FileByName(string filename) => byName.GetValueOrDefault(filename);

    /// <summary>The file that declares a message, an enumeration, a service or a method, or null.</summary>
    public FileDescriptor? FileContainingSymbol(string symbol) => bySymbol.GetValueOrDefault(symbol);

    private void Add(FileDescriptor file)
    {
        if (!byName.TryAdd(file.Name, file)) return;
        foreach (var import in file.Dependencies) Add(import);
        foreach (var enumeration in file.EnumTypes) bySymbol[enumeration.FullName] = file;
        foreach (var message in file.MessageTypes) Add(message, file);
        foreach (var service in file.Services)
        {
            bySymbol[service.FullName] = file;
            foreach (var method in service.Methods) bySymbol[method.FullName] = file;
        }
    }

    private void Add(MessageDescriptor message, FileDescriptor file)
    {
        bySymbol[message.FullName] = file;
        foreach (var enumeration in message.EnumTypes) bySymbol[enumeration.FullName] = file;
        foreach (var nested in message.NestedTypes) Add(nested, file);
    }
}
