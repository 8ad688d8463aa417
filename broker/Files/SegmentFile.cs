using Microsoft.Win32.SafeHandles;

namespace MlOps.Broker.Files;

/// <summary>A reference-counted handle of a segment file: a deleted segment stays readable until its last response is sent.</summary>
internal sealed class SegmentFile(SafeFileHandle handle)
{
    private int references = 1;

    public SafeFileHandle Handle => handle;

    /// <summary>Adds a reference; only valid while another reference is held.</summary>
    public SegmentFile Retain()
    {
        Interlocked.Increment(ref references);
        return this;
    }

    /// <summary>Releases a reference; the last one closes the file.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref references) == 0) handle.Dispose();
    }
}
