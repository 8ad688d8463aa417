using Microsoft.Win32.SafeHandles;

namespace MlOps.Broker.Files;

/// <summary>A reference-counted handle of a segment file: a deleted segment stays readable until its last response is sent.</summary>
internal sealed class SegmentFile(SafeFileHandle handle)
{
    private int uses = 1;

    public SafeFileHandle Handle => handle;

    /// <summary>Adds a use; only for callers that know of one that is not yet released.</summary>
    public SegmentFile Retain()
    {
        Interlocked.Increment(ref uses);
        return this;
    }

    /// <summary>Ends a use; the last one closes the file.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref uses) == 0) handle.Dispose();
    }
}
