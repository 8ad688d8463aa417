using Microsoft.Win32.SafeHandles;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Owns an object of the library and releases it, once nothing uses it any more.</summary>
internal sealed class OrtHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly int release;

    public OrtHandle(nint value, int release) : base(ownsHandle: true)
    {
        this.release = release;
        SetHandle(value);
    }

    /// <summary>The pointer, for calls during which the owner is surely not disposed.</summary>
    public nint Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    protected override bool ReleaseHandle()
    {
        OrtApi.Release(release, handle);
        return true;
    }
}
