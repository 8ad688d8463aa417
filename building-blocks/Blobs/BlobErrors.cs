using MlOps.ServiceDefaults.Errors;

namespace MlOps.Blobs;

/// <summary>A missing blob is NOT_FOUND, a corrupt one DATA_LOSS.</summary>
internal sealed class BlobErrors : IErrorTranslation
{
    public Exception? Translate(Exception exception) => exception switch
    {
        BlobNotFoundException e => new NotFoundException("blob", e.Digest),
        CorruptBlobException e => new DataLossException("blob", e.Digest, e.Message),
        _ => null,
    };
}
