using System.Globalization;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Keys;

/// <summary>A key of the ring: a PEM file with the times of the key before it.</summary>
/// <param name="Key">The key pair.</param>
/// <param name="CreatedAt">Since when it is published.</param>
/// <param name="SignsFrom">From when on it signs, until the next one does.</param>
internal sealed record RingKey(SigningKey Key, DateTimeOffset CreatedAt, DateTimeOffset SignsFrom)
{
    private const string Created = "created:";
    private const string Signs = "signs-from:";

    public string Kid => Key.Kid;

    public string ToText() => $"{Created} {CreatedAt.UtcDateTime:O}\n{Signs} {SignsFrom.UtcDateTime:O}\n{Key.ToPem()}\n";

    /// <exception cref="InvalidDataException">The file is not a key of the ring.</exception>
    public static RingKey Read(string path)
    {
        var text = File.ReadAllText(path);
        return new RingKey(SigningKey.Parse(text, path), Time(text, Created, path), Time(text, Signs, path));
    }

    private static DateTimeOffset Time(string text, string name, string path)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) ?? "";
        return DateTimeOffset.TryParse(line.AsSpan(Math.Min(name.Length, line.Length)), CultureInfo.InvariantCulture, out var time)
            ? time
            : throw new InvalidDataException($"{path} does not say '{name}' with a time.");
    }
}
