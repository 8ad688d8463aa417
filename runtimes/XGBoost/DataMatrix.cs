using MlOps.XGBoost.Native;
using static MlOps.XGBoost.XGBoostException;

namespace MlOps.XGBoost;

/// <summary>The library's own copy of a float matrix; NaN is a missing value.</summary>
internal sealed unsafe class DataMatrix : IDisposable
{
    public DataMatrix(ReadOnlySpan<float> rowMajor, int rows, int columns, int threads)
    {
        var array = stackalloc byte[ArrayInterface.MaxLength];
        fixed (float* values = rowMajor)
        fixed (byte* config = threads == 1 ? """{"missing":NaN,"nthread":1}"""u8 : """{"missing":NaN}"""u8)
        {
            ArrayInterface.Write(new(array, ArrayInterface.MaxLength), values, rows, columns);
            ThrowIfFailed(NativeMethods.XGDMatrixCreateFromDense(array, config, out var handle));
            Handle = handle;
        }
    }

    public MatrixHandle Handle { get; }

    public void SetLabels(ReadOnlySpan<float> labels)
    {
        fixed (float* values = labels)
        {
            ThrowIfFailed(NativeMethods.XGDMatrixSetFloatInfo(Handle, "label", values, (ulong)labels.Length));
        }
    }

    public void Dispose() => Handle.Dispose();
}
