namespace MlOps.Gateway.Edge;

/// <summary>The bytes of a certificate's files.</summary>
/// <param name="Certificate">Those of the certificate.</param>
/// <param name="Key">Those of the key, if it has a file of its own.</param>
internal sealed record CertificateContent(byte[] Certificate, byte[] Key)
{
    public bool IsSameAs(CertificateContent other) =>
        Certificate.AsSpan().SequenceEqual(other.Certificate) && Key.AsSpan().SequenceEqual(other.Key);
}
