using System.Text.RegularExpressions;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>
/// The names of persons and service accounts. They are ASCII, so that no name has a second form in Unicode or looks like another; two
/// that differ in case only are one person.
/// </summary>
public static partial class SubjectNames
{
    /// <summary>What a name must be, for messages.</summary>
    public const string Rule =
        "must be 1 to 128 characters of a-z, A-Z, 0-9, '.', '_', '-', '+', '@' and '|', beginning with a letter or digit";

    /// <summary>Whether a person or a service account may be called so.</summary>
    public static bool IsValid(string? name) => name is not null && Name().IsMatch(name);

    /// <summary>The form of a name by which persons are compared; only for comparison, never shown or stored in a name's place.</summary>
    public static string Canonical(string name) => name.Trim().Normalize().ToLowerInvariant();

    /// <summary>Whether two names are of one person.</summary>
    public static bool Same(string one, string other) => Canonical(one) == Canonical(other);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._@+|-]{0,127}\z")]
    private static partial Regex Name();
}
