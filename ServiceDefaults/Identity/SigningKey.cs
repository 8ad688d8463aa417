using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>An ES256 key pair (P-256) that signs tokens.</summary>
internal sealed class SigningKey
{
    private const int P256Bits = 256;
    private readonly ECDsa pair;

    private SigningKey(ECDsa pair)
    {
        this.pair = pair;
        Public = PublicKey.Of(pair);
        Verifying = Public.ToSecurityKey();
        Credentials = new SigningCredentials(new ECDsaSecurityKey(pair) { KeyId = Kid }, SecurityAlgorithms.EcdsaSha256);
    }

    /// <summary>The key's name: the thumbprint of its public half.</summary>
    public string Kid => Public.Kid;

    public PublicKey Public { get; }

    /// <summary>The public half, for the validation of signatures.</summary>
    public SecurityKey Verifying { get; }

    public SigningCredentials Credentials { get; }

    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a key from PEM; text before it is no part of it.</summary>
    /// <exception cref="InvalidDataException">There is no private key of the curve P-256.</exception>
    public static SigningKey Parse(string pem, string source)
    {
        var pair = ECDsa.Create();
        try
        {
            pair.ImportFromPem(pem);
            if (pair.KeySize != P256Bits) throw new CryptographicException("the curve is not P-256");
            pair.ExportParameters(includePrivateParameters: true);
            return new SigningKey(pair);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            pair.Dispose();
            throw new InvalidDataException($"{source} does not contain a private ES256 key in PEM: {e.Message}", e);
        }
    }

    /// <summary>
    /// Reads the key from a PEM file; creates the file (mode 600) if it does not exist. Safe when several processes start at once.
    /// </summary>
    /// <exception cref="InvalidDataException">The file does not contain a key.</exception>
    public static SigningKey OpenOrCreate(string path)
    {
        path = Path.GetFullPath(path);
        if (!File.Exists(path)) WriteNew(path, Create().ToPem());
        return Parse(File.ReadAllText(path), path);
    }

    public string ToPem() => pair.ExportPkcs8PrivateKeyPem();

    /// <summary>Writes a private key's file, for its owner only, unless another process has written it first.</summary>
    public static void WriteNew(string path, string pem)
    {
        var directory = Path.GetDirectoryName(path)!;
        PrivateDirectory.Create(directory);
        var draft = $"{path}.{Guid.NewGuid():n}";
        DurableFile.Replace(draft, Encoding.ASCII.GetBytes(pem), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process won the race: its key is the one.
            File.Delete(draft);
        }

        DurableFile.SyncDirectory(directory);
    }
}
