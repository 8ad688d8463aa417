using System.Buffers;

namespace MlOps.MlNet.Tests;

/// <summary>Memory whose owner counts how often it is read, and cancels at the hundredth: the rows are being read one by one then.</summary>
internal sealed class CancelledWhenRead(float[] values, CancellationTokenSource cancellation) : MemoryManager<float>
{
    private int reads;

    // The base asks for the span to learn its length.
    public override Memory<float> Memory => CreateMemory(values.Length);

    public override Span<float> GetSpan()
    {
        if (++reads == 100) cancellation.Cancel();
        return values;
    }

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
