namespace MlOps.Registry.Models;

/// <summary>Which models a list has, and which way it goes.</summary>
internal sealed record ModelFilter(string NamePrefix, IReadOnlyDictionary<string, string> Tags, bool Archived, bool Descending);

/// <summary>Which versions of a model a list has, and which way it goes.</summary>
internal sealed record VersionFilter(ApprovalState? Approval, string RunId, IReadOnlyDictionary<string, string> Tags, bool Descending);
