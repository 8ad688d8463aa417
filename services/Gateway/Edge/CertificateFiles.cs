using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MlOps.Gateway.Edge;

/// <summary>
/// Where the gateway's certificate is: PEM (the certificate and those that lead to its root) with the key in a file of its own or the
/// same one, or PFX.
/// </summary>
/// <param name="Path">The file with the certificate.</param>
/// <param name="KeyPath">The file with the key of a PEM certificate; null if it is in the same one.</param>
/// <param name="Password">The password of the PFX file, or of the key; null for none.</param>
internal sealed record CertificateFiles(string Path, string? KeyPath, string? Password)
{
    private const int MaxBytes = 1024 * 1024;
    private const string PemBegin = "-----BEGIN ";

    /// <summary>What the settings name; null if they name no certificate.</summary>
    /// <exception cref="InvalidOperationException">There is a key, but no certificate.</exception>
    public static CertificateFiles? Of(IConfigurationSection section)
    {
        var (path, key) = (section["Path"], section["KeyPath"]);
        if (!string.IsNullOrEmpty(path)) return new CertificateFiles(path, string.IsNullOrEmpty(key) ? null : key, section["Password"]);
        return string.IsNullOrEmpty(key) ? null : throw new InvalidOperationException($"{section.Path}:KeyPath is set, but Path is not.");
    }

    /// <exception cref="IOException">A file cannot be read, or is no certificate's by its size.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public CertificateContent Read() => new(ReadFile(Path), KeyPath is null ? [] : ReadFile(KeyPath));

    /// <exception cref="CryptographicException">It is no certificate with its key.</exception>
    public SslStreamCertificateContext Parse(CertificateContent content)
    {
        var all = new X509Certificate2Collection();
        X509Certificate2 own;
        if (Encoding.ASCII.GetString(content.Certificate) is var pem && pem.Contains(PemBegin, StringComparison.Ordinal))
        {
            var key = KeyPath is null ? pem : Encoding.ASCII.GetString(content.Key);
            own = Password is { Length: > 0 }
                ? X509Certificate2.CreateFromEncryptedPem(pem, key, Password)
                : X509Certificate2.CreateFromPem(pem, key);
            all.ImportFromPem(pem);
        }
        else
        {
            all = X509CertificateLoader.LoadPkcs12Collection(content.Certificate, Password);
            own = all.FirstOrDefault(one => one.HasPrivateKey)
                ?? throw new CryptographicException("The file has no private key.");
        }

        all.Remove(own);
        // Offline: what leads to the root is in the file, or nowhere.
        return SslStreamCertificateContext.Create(own, all, offline: true);
    }

    private static byte[] ReadFile(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > MaxBytes) throw new IOException($"{path} has more than {MaxBytes} bytes.");
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
