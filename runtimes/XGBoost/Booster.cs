using System.Runtime.InteropServices;
using MlOps.XGBoost.Native;
using static MlOps.XGBoost.XGBoostException;

namespace MlOps.XGBoost;

/// <summary>A native booster. Only predictions are thread-safe.</summary>
internal sealed unsafe class Booster : IDisposable
{
    private const string FeatureNameField = "feature_name";
    private readonly BoosterHandle handle;

    private Booster(BoosterHandle handle) => this.handle = handle;

    private static ReadOnlySpan<byte> PredictConfig =>
        """{"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":true,"cache_id":0,"missing":NaN}"""u8;

    private static ReadOnlySpan<byte> ContributionsConfig =>
        """{"type":2,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":true}"""u8;

    /// <summary>Creates a booster without trees, to be trained on and evaluated with these matrices.</summary>
    public static Booster Create(params ReadOnlySpan<DataMatrix> matrices)
    {
        var pointers = Pointers(matrices);
        fixed (nint* first = pointers)
        {
            ThrowIfFailed(NativeMethods.XGBoosterCreate(first, (ulong)pointers.Length, out var handle));
            return new Booster(handle);
        }
    }

    /// <summary>Loads a model from UBJSON or JSON.</summary>
    public static Booster Load(ReadOnlySpan<byte> model)
    {
        // The library takes anything else for its old binary format, which it parses without validation.
        if (model.IsEmpty || model[0] != '{') throw new XGBoostException("The model is neither UBJSON nor JSON.");
        var booster = Create();
        try
        {
            fixed (byte* buffer = model)
            {
                ThrowIfFailed(NativeMethods.XGBoosterLoadModelFromBuffer(booster.handle, buffer, (ulong)model.Length));
            }

            return booster;
        }
        catch
        {
            booster.Dispose();
            throw;
        }
    }

    public int FeatureCount
    {
        get
        {
            ThrowIfFailed(NativeMethods.XGBoosterGetNumFeature(handle, out var count));
            return checked((int)count);
        }
    }

    /// <summary>The feature names of the training data; empty if it had none.</summary>
    public string[] FeatureNames
    {
        get
        {
            ThrowIfFailed(NativeMethods.XGBoosterGetStrFeatureInfo(handle, FeatureNameField, out var length, out var values));
            var names = new string[length];
            for (var i = 0; i < names.Length; i++) names[i] = Marshal.PtrToStringUTF8((nint)values[i])!;
            return names;
        }
        set => ThrowIfFailed(NativeMethods.XGBoosterSetStrFeatureInfo(handle, FeatureNameField, value, (ulong)value.Length));
    }

    public void Set(string parameter, string value) => ThrowIfFailed(NativeMethods.XGBoosterSetParam(handle, parameter, value));

    public void Update(int round, DataMatrix train) => ThrowIfFailed(NativeMethods.XGBoosterUpdateOneIter(handle, round, train.Handle));

    /// <summary>Evaluates the model on named matrices; returns the library's line, such as <c>[0]⇥train-rmse:1.5</c>.</summary>
    public string Evaluate(int round, ReadOnlySpan<DataMatrix> matrices, ReadOnlySpan<string> names)
    {
        var pointers = Pointers(matrices);
        var texts = stackalloc byte*[names.Length];
        try
        {
            for (var i = 0; i < names.Length; i++) texts[i] = (byte*)Marshal.StringToCoTaskMemUTF8(names[i]);
            fixed (nint* first = pointers)
            {
                ThrowIfFailed(NativeMethods.XGBoosterEvalOneIter(handle, round, first, texts, (ulong)pointers.Length, out var line));
                return Marshal.PtrToStringUTF8((nint)line)!;
            }
        }
        finally
        {
            for (var i = 0; i < names.Length; i++) Marshal.FreeCoTaskMem((nint)texts[i]);
        }
    }

    /// <summary>The model as UBJSON.</summary>
    public byte[] Save()
    {
        fixed (byte* config = """{"format":"ubj"}"""u8)
        {
            ThrowIfFailed(NativeMethods.XGBoosterSaveModelToBuffer(handle, config, out var length, out var buffer));
            return new ReadOnlySpan<byte>(buffer, checked((int)length)).ToArray();
        }
    }

    /// <summary>Predicts from the caller's memory. The result is a thread-local buffer, valid until the thread's next prediction.</summary>
    public ReadOnlySpan<float> Predict(ReadOnlySpan<float> rowMajor, int rows, int columns)
    {
        var array = stackalloc byte[ArrayInterface.MaxLength];
        fixed (float* values = rowMajor)
        fixed (byte* config = PredictConfig)
        {
            ArrayInterface.Write(new(array, ArrayInterface.MaxLength), values, rows, columns);
            ThrowIfFailed(NativeMethods.XGBoosterPredictFromDense(
                handle, array, config, 0, out var shape, out var dimensions, out var result));
            return Result(shape, dimensions, result);
        }
    }

    /// <summary>TreeSHAP: per row and output one value per column, then the bias. Valid as long as that of <see cref="Predict"/>.</summary>
    public ReadOnlySpan<float> Contributions(DataMatrix matrix)
    {
        fixed (byte* config = ContributionsConfig)
        {
            ThrowIfFailed(NativeMethods.XGBoosterPredictFromDMatrix(
                handle, matrix.Handle, config, out var shape, out var dimensions, out var result));
            return Result(shape, dimensions, result);
        }
    }

    public void Dispose() => handle.Dispose();

    private static ReadOnlySpan<float> Result(ulong* shape, ulong dimensions, float* result)
    {
        var length = 1UL;
        for (var i = 0UL; i < dimensions; i++) length = checked(length * shape[i]);
        return new(result, checked((int)length));
    }

    // DangerousGetHandle is safe here: the caller keeps the matrices alive during the call.
    private static nint[] Pointers(ReadOnlySpan<DataMatrix> matrices)
    {
        var pointers = new nint[matrices.Length];
        for (var i = 0; i < pointers.Length; i++) pointers[i] = matrices[i].Handle.DangerousGetHandle();
        return pointers;
    }
}
