using System.Security.Cryptography;
using System.Text;

namespace MlOps.Gateway.Tests.Secrets;

/// <summary>A value that is nowhere else in the world, and every form in which it could show: as text, in hexadecimal, in base64.</summary>
internal sealed class Canary
{
    private readonly string[] forms;

    public Canary()
    {
        Value = $"canary-{RandomNumberGenerator.GetHexString(24, lowercase: true)}";
        forms = [.. FormsOf(Value)];
    }

    public string Value { get; }

    /// <summary>What to look for in text that a database makes of its rows.</summary>
    public IReadOnlyList<string> Forms => forms;

    /// <summary>All forms of a text that may be within another one, where base64 begins at any byte.</summary>
    public static IEnumerable<string> FormsOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        yield return text;
        yield return Convert.ToHexStringLower(bytes);
        yield return Convert.ToHexString(bytes);
        yield return string.Join(", ", bytes);
        for (var before = 0; before < 3; before++)
        {
            var encoded = Convert.ToBase64String([.. new byte[before], .. bytes]);
            // Without the characters that depend on what stands before and after.
            yield return encoded[(before == 0 ? 0 : 4)..^4];
        }
    }

    public bool IsIn(string text) => forms.Any(form => text.Contains(form, StringComparison.Ordinal));

    public bool IsIn(ReadOnlySpan<byte> bytes) => IsIn(Encoding.Latin1.GetString(bytes));
}
