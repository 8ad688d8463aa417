using MlOps.ServiceDefaults.Identity;

namespace MlOps.Registry.Gates;

/// <summary>
/// Tells whether names are of one person: whatever their case, and with a service account counting as the person who is answerable for
/// it.
/// </summary>
internal static class Persons
{
    /// <summary>Whether the two sets of names, each with their owners, have a person in common.</summary>
    public static bool Meet(IEnumerable<string?> ones, IEnumerable<string?> others) =>
        Canonical(ones).Intersect(Canonical(others)).Any();

    private static IEnumerable<string> Canonical(IEnumerable<string?> names) =>
        names.OfType<string>().Where(name => name.Length > 0).Select(SubjectNames.Canonical);
}
