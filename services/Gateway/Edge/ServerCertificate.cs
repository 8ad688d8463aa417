using System.Net.Security;
using System.Security.Cryptography;

namespace MlOps.Gateway.Edge;

/// <summary>
/// The gateway's certificate, read anew when its files change: a new connection looks, at most once a second. Files that are no
/// certificate, for instance because only one of the two is written yet, leave the one before in use.
/// </summary>
internal sealed class ServerCertificate
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly CertificateFiles files;
    private readonly TimeProvider time;
    private readonly ILogger<ServerCertificate> logger;
    private readonly Lock looking = new();
    private volatile SslStreamCertificateContext current;
    private CertificateContent seen;
    private string? failure;
    private long lookedAt;

    /// <exception cref="InvalidOperationException">There is no certificate that can be used.</exception>
    public ServerCertificate(CertificateFiles files, TimeProvider time, ILogger<ServerCertificate> logger)
    {
        (this.files, this.time, this.logger) = (files, time, logger);
        try
        {
            seen = files.Read();
            current = files.Parse(seen);
            lookedAt = time.GetTimestamp();
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            throw new InvalidOperationException($"The certificate in {files.Path} (Edge:Certificate) cannot be used: {e.Message}", e);
        }
    }

    /// <summary>What the next connection is shown.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            if (time.GetElapsedTime(Volatile.Read(ref lookedAt)) < Fresh) return current;
            // Others need not wait for who looks.
            if (!looking.TryEnter()) return current;
            try
            {
                Look();
            }
            finally
            {
                looking.Exit();
            }

            return current;
        }
    }

    private void Look()
    {
        Volatile.Write(ref lookedAt, time.GetTimestamp());
        try
        {
            var found = files.Read();
            if (found.IsSameAs(seen)) return;
            seen = found;
            // Not disposed of: handshakes that began with the one before are not over.
            current = files.Parse(found);
            failure = null;
            logger.CertificateChanged(files.Path, current.TargetCertificate.NotAfter);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            // Said once, not for each connection.
            if (failure != e.Message) logger.CertificateNotRead(files.Path, e.Message);
            failure = e.Message;
        }
    }

    private static bool IsOfFiles(Exception e) =>
        e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}
