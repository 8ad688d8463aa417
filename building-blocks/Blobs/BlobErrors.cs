using MlOps.ServiceDefaults.Errors;

namespace MlOps.Blobs;

/// <summary>Translates a missing blob to NOT_FOUND and a corrupt one to DATA_LOSS.</summary>
internal sealed class BlobErrors : IErrorTranslation
{
    public Exception? Translate(Exception exception) => exception switch
    {
        BlobNotFoundException e => new NotFoundException("blob", e.Digest),
        CorruptBlobException e => new DataLossException("blob", e.Digest, e.Message),
        _ => null,
    };
}
