namespace MlOps.Gateway.Tests;

/// <summary>A clock that runs as the real one does, and can be put forward.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref offset));

    public void Advance(TimeSpan by) => Interlocked.Add(ref offset, by.Ticks);
}
