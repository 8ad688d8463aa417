using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random default of at least <see cref="MinLength"/> characters from the chosen classes.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LowerCase = "abcdefghijkmnpqrstuvwxyz";
    private const string UpperCase = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Specials = "-_.{}~()*+!";

    /// <summary>The length.</summary>
    public int MinLength { get; set; } = 22;

    /// <summary>Whether it has lower case letters.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Whether it has upper case letters.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Whether it has digits.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Whether it has punctuation.</summary>
    public bool Special { get; set; } = true;

    /// <inheritdoc/>
    public override string GetDefaultValue()
    {
        var alphabet = (Lower ? LowerCase : "") + (Upper ? UpperCase : "") + (Numeric ? Digits : "") + (Special ? Specials : "");
        return RandomNumberGenerator.GetString(alphabet, MinLength);
    }
}
