namespace Aspire.Hosting.ApplicationModel;

internal static class ResourceName
{
    public static void Validate(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var fault = name switch
        {
            { Length: > 64 } => "must be between 1 and 64 characters long",
            _ when !char.IsAsciiLetter(name[0]) => "must start with an ASCII letter",
            _ when !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') => "must contain only ASCII letters, digits, and hyphens",
            _ when name.Contains("--", StringComparison.Ordinal) => "cannot contain consecutive hyphens",
            _ when name[^1] == '-' => "cannot end with a hyphen",
            _ => null,
        };
        if (fault is not null) throw new ArgumentException($"Resource name '{name}' is invalid. Name {fault}.", nameof(name));
    }
}
