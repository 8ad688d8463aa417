using System.Linq.Expressions;
using System.Reflection;
using JasperFx;
using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten.Exceptions;

namespace Marten.Schema;

/// <summary>How documents of one type are stored.</summary>
internal sealed class DocumentMapping
{
    private readonly StoreOptions options;
    private readonly Lazy<Func<object, object?>> readId;
    private readonly Lazy<Action<object, object>?> writeId;
    private TenancyStyle? tenancy;
    private string? schema;

    public DocumentMapping(Type type, StoreOptions options)
    {
        this.options = options;
        DocumentType = type;
        Alias = type.IsNested ? $"{type.DeclaringType!.Name}_{PlainName(type)}".ToLowerInvariant() : PlainName(type).ToLowerInvariant();
        IdMember = FindIdMember(type);
        readId = new(() => MemberAccess.Reader(Id()));
        writeId = new(() => MemberAccess.Writer(Id()));
    }

    public Type DocumentType { get; }

    public string Alias { get; set; }

    public MemberInfo? IdMember { get; set; }

    public List<ComputedIndex> Indexes { get; } = [];

    public bool HasGinIndex { get; set; }

    /// <summary>Whether <c>mt_version</c> is the version or, of several streams, the sequence of the last event instead of a random id.</summary>
    public bool HasEventVersion { get; set; }

    public TenancyStyle Tenancy
    {
        get => tenancy ?? options.DefaultTenancy;
        set => tenancy = value;
    }

    public bool IsConjoined => Tenancy == TenancyStyle.Conjoined;

    public string Schema
    {
        get => schema ?? options.DatabaseSchemaName;
        set => schema = value;
    }

    public string Table => $"{Schema}.mt_doc_{Alias}";

    public string DotNetTypeName => DocumentType.FullName!;

    public Type IdType => MemberPath.TypeOf(Id());

    public string IdColumnType => IdType switch
    {
        var t when t == typeof(Guid) => "uuid",
        var t when t == typeof(int) => "integer",
        var t when t == typeof(long) => "bigint",
        var t when t == typeof(string) => "varchar",
        var t => throw new InvalidDocumentException($"'{t}' cannot identify documents ({DocumentType.FullName}): use Guid, string, int or long."),
    };

    public object? ReadId(object document) => readId.Value(document);

    public bool CanWriteId => writeId.Value is not null;

    public void WriteId(object document, object id) => writeId.Value?.Invoke(document, id);

    /// <summary>The document's identity; a document with an empty <see cref="Guid"/> is given one.</summary>
    public object EnsureId(object document)
    {
        var id = ReadId(document);
        if (id is Guid guid && guid == Guid.Empty && CanWriteId)
        {
            id = Guid.CreateVersion7();
            WriteId(document, id);
        }

        return id is null or "" ? throw new InvalidOperationException($"A document of type {DocumentType.FullName} has no identity.") : id;
    }

    private MemberInfo Id() => IdMember
        ?? throw new InvalidDocumentException($"Could not determine an 'id/Id' field or property for requested document type {DocumentType.FullName}");

    private static MemberInfo? FindIdMember(Type type)
    {
        var members = type.GetMembers(BindingFlags.Public | BindingFlags.Instance).Where(m => m is PropertyInfo or FieldInfo).ToList();
        return members.FirstOrDefault(m => m.IsDefined(typeof(IdentityAttribute)))
            ?? members.FirstOrDefault(m => string.Equals(m.Name, "Id", StringComparison.OrdinalIgnoreCase));
    }

    private static string PlainName(Type type) => type.IsGenericType
        ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] + string.Concat(type.GetGenericArguments().Select(a => a.Name))
        : type.Name;
}
