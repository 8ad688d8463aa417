namespace Microsoft.ML.OnnxRuntime;

/// <summary>A list that owns its elements.</summary>
internal sealed class DisposableList<T>(int capacity) : List<T>(capacity), IDisposableReadOnlyCollection<T>
    where T : IDisposable
{
    public void Dispose()
    {
        foreach (var element in this) element.Dispose();
        Clear();
    }
}
