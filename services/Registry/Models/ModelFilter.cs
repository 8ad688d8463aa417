namespace MlOps.Registry.Models;

/// <summary>Filters and order of a list of models.</summary>
internal sealed record ModelFilter(string NamePrefix, IReadOnlyDictionary<string, string> Tags, bool Archived, bool Descending);

/// <summary>Filters and order of a list of versions.</summary>
internal sealed record VersionFilter(ApprovalState? Approval, string RunId, IReadOnlyDictionary<string, string> Tags, bool Descending);
