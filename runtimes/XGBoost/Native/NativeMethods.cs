using System.Runtime.InteropServices;

namespace MlOps.XGBoost.Native;

/// <summary>XGBoost's C API (<c>xgboost/c_api.h</c>, 1.7 and later). A call returns 0, or -1 with its text in XGBGetLastError.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "xgboost";

    static NativeMethods() => NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, (name, assembly, _) =>
    {
        if (name != Library) return 0;
        foreach (var file in (string[])["libxgboost.so.0", "libxgboost.so"])
        {
            if (NativeLibrary.TryLoad(file, assembly, DllImportSearchPath.SafeDirectories, out var handle)) return handle;
        }

        throw new DllNotFoundException("libxgboost.so was not found; install XGBoost's shared library (Debian: libxgboost0).");
    });

    [LibraryImport(Library)]
    public static partial void XGBoostVersion(out int major, out int minor, out int patch);

    [LibraryImport(Library)]
    public static partial byte* XGBGetLastError();

    [LibraryImport(Library)]
    public static partial int XGBRegisterLogCallback(delegate* unmanaged[Cdecl]<byte*, void> callback);

    [LibraryImport(Library)]
    public static partial int XGDMatrixCreateFromDense(byte* data, byte* config, out MatrixHandle matrix);

    [LibraryImport(Library)]
    public static partial int XGDMatrixFree(nint matrix);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGDMatrixSetFloatInfo(MatrixHandle matrix, string field, float* values, ulong length);

    [LibraryImport(Library)]
    public static partial int XGBoosterCreate(nint* matrices, ulong length, out BoosterHandle booster);

    [LibraryImport(Library)]
    public static partial int XGBoosterFree(nint booster);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSetParam(BoosterHandle booster, string name, string value);

    [LibraryImport(Library)]
    public static partial int XGBoosterGetNumFeature(BoosterHandle booster, out ulong count);

    [LibraryImport(Library)]
    public static partial int XGBoosterUpdateOneIter(BoosterHandle booster, int round, MatrixHandle train);

    [LibraryImport(Library)]
    public static partial int XGBoosterEvalOneIter(
        BoosterHandle booster, int round, nint* matrices, byte** names, ulong length, out byte* line);

    [LibraryImport(Library)]
    public static partial int XGBoosterPredictFromDense(
        BoosterHandle booster, byte* values, byte* config, nint proxy, out ulong* shape, out ulong dimensions, out float* result);

    [LibraryImport(Library)]
    public static partial int XGBoosterPredictFromDMatrix(
        BoosterHandle booster, MatrixHandle matrix, byte* config, out ulong* shape, out ulong dimensions, out float* result);

    [LibraryImport(Library)]
    public static partial int XGBoosterLoadModelFromBuffer(BoosterHandle booster, byte* buffer, ulong length);

    [LibraryImport(Library)]
    public static partial int XGBoosterSaveModelToBuffer(BoosterHandle booster, byte* config, out ulong length, out byte* buffer);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSetStrFeatureInfo(BoosterHandle booster, string field, string[] values, ulong length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterGetStrFeatureInfo(BoosterHandle booster, string field, out ulong length, out byte** values);
}
