using System.Text;
using System.Text.Json;

namespace MlOps.Cli;

/// <summary>
/// The tokens that a user has logged in with, by the gateway's address: a file in the user's configuration directory, for its owner only.
/// </summary>
internal sealed class Logins(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Those of the user who runs the command.</summary>
    public static Logins OfUser() => new(Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "mlops",
        "logins.json"));

    /// <summary>The token for a gateway; null if there is none.</summary>
    public string? TokenAt(string gateway) => Read().GetValueOrDefault(Key(gateway));

    public void Store(string gateway, string token)
    {
        var logins = Read();
        logins[Key(gateway)] = token;
        Write(logins);
    }

    /// <summary>Forgets a token; false if there is none.</summary>
    public bool Forget(string gateway)
    {
        var logins = Read();
        if (!logins.Remove(Key(gateway))) return false;
        Write(logins);
        return true;
    }

    private static string Key(string gateway) => new Uri(gateway).GetLeftPart(UriPartial.Authority);

    private Dictionary<string, string> Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [] : [];
        }
        catch (JsonException e)
        {
            throw new CommandFailedException($"{path} is damaged ({e.Message}); delete it and log in again.");
        }
    }

    private void Write(Dictionary<string, string> logins)
    {
        var directory = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        var draft = $"{path}.{Guid.NewGuid():n}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(draft, options)) file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(logins)));
        File.Move(draft, path, overwrite: true);
    }
}
