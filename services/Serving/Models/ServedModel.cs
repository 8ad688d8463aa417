using MlOps.EventSourcing;
using MlOps.Runtime;

namespace MlOps.Serving.Models;

/// <summary>What answers a deployment's requests, until when, and how missing features are looked up.</summary>
internal sealed record ServedModel(
    ScopedName Key, string ModelName, long Version, LoadedModel Loaded, FeatureLookup? Lookup, DateTimeOffset? ValidUntil = null)
{
    public string Deployment => Key.Name;

    public IModel Model => Loaded.Model;

    public ModelSignature Signature { get; } = Loaded.Model.Signature;

    public string VersionText { get; } = Version.ToString();

    /// <summary>The columns of one row, in the signature's order.</summary>
    public IReadOnlyList<string> Columns { get; } = Loaded.Model.Signature.ColumnNames;

    /// <summary>Column name → its place in a row.</summary>
    public IReadOnlyDictionary<string, int> ColumnOf { get; } =
        Loaded.Model.Signature.ColumnNames.Select((name, column) => (name, column))
            .ToDictionary(entry => entry.name, entry => entry.column, StringComparer.Ordinal);

    /// <summary>Input name → its position in the signature and its first column.</summary>
    public IReadOnlyDictionary<string, InputPlace> Inputs { get; } = Places(Loaded.Model.Signature);

    private static Dictionary<string, InputPlace> Places(ModelSignature signature)
    {
        var places = new Dictionary<string, InputPlace>(StringComparer.Ordinal);
        var column = 0;
        foreach (var input in signature.Inputs)
        {
            places.Add(input.Name, new InputPlace(places.Count, column, input.Width));
            column += input.Width;
        }
        return places;
    }
}

/// <summary>Where an input stands in a row.</summary>
internal sealed record InputPlace(int Index, int Column, int Width);
