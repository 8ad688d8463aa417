using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Reflection.Internal;

/// <summary>The files that describe some services and everything that these use.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> bySymbol = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Type, int Number), FileDescriptor> byExtension = [];

    public DescriptorIndex(IEnumerable<ServiceDescriptor> services)
    {
        Services = [.. services.Select(service => service.FullName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (var service in services) Add(service.File);
    }

    /// <summary>The full names of the services.</summary>
    public IReadOnlyList<string> Services { get; }

    /// <summary>The file of a name, then what it imports, each serialized; empty if there is none.</summary>
    public IReadOnlyList<ByteString> FileByName(string name) => WithImports(byName.GetValueOrDefault(name));

    /// <summary>The file that declares a symbol, then what it imports.</summary>
    public IReadOnlyList<ByteString> FileBySymbol(string symbol) => WithImports(bySymbol.GetValueOrDefault(symbol));

    /// <summary>The file that declares an extension, then what it imports.</summary>
    public IReadOnlyList<ByteString> FileByExtension(string type, int number) => WithImports(byExtension.GetValueOrDefault((type, number)));

    /// <summary>Whether a symbol is known.</summary>
    public bool Knows(string symbol) => bySymbol.ContainsKey(symbol);

    /// <summary>The numbers of the extensions of a message.</summary>
    public IReadOnlyList<int> ExtensionNumbersOf(string type) => [.. byExtension.Keys.Where(key => key.Type == type).Select(key => key.Number).Order()];

    private static List<ByteString> WithImports(FileDescriptor? file)
    {
        var files = new List<FileDescriptor>();
        if (file is not null) Collect(file, files);
        return [.. files.Select(f => f.SerializedData)];
    }

    private static void Collect(FileDescriptor file, List<FileDescriptor> files)
    {
        if (files.Contains(file)) return;
        files.Add(file);
        foreach (var import in file.Dependencies) Collect(import, files);
    }

    private void Add(FileDescriptor file)
    {
        if (!byName.TryAdd(file.Name, file)) return;
        foreach (var service in file.Services)
        {
            bySymbol[service.FullName] = file;
            foreach (var method in service.Methods) bySymbol[method.FullName] = file;
        }
        foreach (var message in file.MessageTypes) Add(message, file);
        foreach (var enumeration in file.EnumTypes) bySymbol[enumeration.FullName] = file;
        foreach (var extension in file.Extensions.UnorderedExtensions) Add(extension, file);
        foreach (var import in file.Dependencies) Add(import);
    }

    private void Add(MessageDescriptor message, FileDescriptor file)
    {
        bySymbol[message.FullName] = file;
        foreach (var nested in message.NestedTypes) Add(nested, file);
        foreach (var enumeration in message.EnumTypes) bySymbol[enumeration.FullName] = file;
        foreach (var extension in message.Extensions.UnorderedExtensions) Add(extension, file);
    }

    private void Add(FieldDescriptor extension, FileDescriptor file)
    {
        bySymbol[extension.FullName] = file;
        byExtension[(extension.ExtendeeType.FullName, extension.FieldNumber)] = file;
    }
}
