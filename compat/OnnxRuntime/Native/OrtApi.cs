using System.Runtime.InteropServices;
using System.Text;
using MlOps.Native;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>
/// ONNX Runtime's C API (<c>onnxruntime_c_api.h</c>): a table of functions that is only ever appended to. A function that
/// can fail returns a status, which is null on success.
/// </summary>
internal static unsafe partial class OrtApi
{
    private const string Library = "onnxruntime";
    private const uint Version = 14;
    private static readonly nint* Table = Load();

    /// <summary>The one environment of the process; sessions log through it.</summary>
    public static readonly nint Environment = CreateEnvironment();

    /// <summary>The allocator of names that sessions return.</summary>
    public static readonly nint Allocator = Get(OrtFunction.GetAllocatorWithDefaultOptions);

    /// <summary>Calls a function that makes an object: <c>f(out)</c>.</summary>
    public static nint Get(int function)
    {
        nint result;
        Check(((delegate* unmanaged<nint*, nint>)Table[function])(&result));
        return result;
    }

    /// <summary>Calls <c>f(handle, out)</c>.</summary>
    public static nint Get(int function, nint handle)
    {
        nint result = 0;
        Check(((delegate* unmanaged<nint, nint*, nint>)Table[function])(handle, &result));
        return result;
    }

    /// <summary>Calls <c>f(handle, index, out)</c>.</summary>
    public static nint Get(int function, nint handle, int index)
    {
        nint result;
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)Table[function])(handle, (nuint)index, &result));
        return result;
    }

    /// <summary>Calls <c>f(handle)</c>.</summary>
    public static void Do(int function, nint handle) => Check(((delegate* unmanaged<nint, nint>)Table[function])(handle));

    /// <summary>Calls <c>f(handle, number)</c>.</summary>
    public static void Set(int function, nint handle, int value) => Check(((delegate* unmanaged<nint, int, nint>)Table[function])(handle, value));

    /// <summary>Calls <c>f(handle)</c>, which cannot fail.</summary>
    public static void Release(int function, nint handle) => ((delegate* unmanaged<nint, void>)Table[function])(handle);

    public static nint CreateSession(string path, nint options)
    {
        nint session;
        fixed (byte* text = Encoding.UTF8.GetBytes(path + '\0'))
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)Table[OrtFunction.CreateSession])(Environment, text, options, &session));
        }

        return session;
    }

    public static nint CreateSession(ReadOnlySpan<byte> model, nint options)
    {
        nint session;
        fixed (byte* bytes = model)
        {
            Check(((delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)Table[OrtFunction.CreateSessionFromArray])(Environment, bytes, (nuint)model.Length, options, &session));
        }

        return session;
    }

    public static void Run(nint session, nint options, ReadOnlySpan<nint> inputNames, ReadOnlySpan<nint> inputs, ReadOnlySpan<nint> outputNames, Span<nint> outputs)
    {
        fixed (nint* inName = inputNames, inValue = inputs, outName = outputNames, outValue = outputs)
        {
            Check(((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)Table[OrtFunction.Run])(
                session, options, inName, inValue, (nuint)inputs.Length, outName, (nuint)outputs.Length, outValue));
        }
    }

    public static nint CreateTensor(nint memoryInfo, void* data, long bytes, ReadOnlySpan<long> shape, int elementType)
    {
        nint value;
        fixed (long* dimensions = shape)
        {
            Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)Table[OrtFunction.CreateTensorWithDataAsOrtValue])(
                memoryInfo, data, (nuint)bytes, dimensions, (nuint)shape.Length, elementType, &value));
        }

        return value;
    }

    public static string SessionName(int function, nint session, int index)
    {
        nint text;
        Check(((delegate* unmanaged<nint, nuint, nint, nint*, nint>)Table[function])(session, (nuint)index, Allocator, &text));
        var name = Marshal.PtrToStringUTF8(text)!;
        Check(((delegate* unmanaged<nint, nint, nint>)Table[OrtFunction.AllocatorFree])(Allocator, text));
        return name;
    }

    public static long[] Dimensions(nint tensorInfo)
    {
        var dimensions = new long[Get(OrtFunction.GetDimensionsCount, tensorInfo)];
        fixed (long* first = dimensions)
        {
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)Table[OrtFunction.GetDimensions])(tensorInfo, first, (nuint)dimensions.Length));
        }

        return dimensions;
    }

    public static string[] SymbolicDimensions(nint tensorInfo)
    {
        var texts = new nint[Get(OrtFunction.GetDimensionsCount, tensorInfo)];
        fixed (nint* first = texts)
        {
            Check(((delegate* unmanaged<nint, nint*, nuint, nint>)Table[OrtFunction.GetSymbolicDimensions])(tensorInfo, first, (nuint)texts.Length));
        }

        return Array.ConvertAll(texts, text => Marshal.PtrToStringUTF8(text) ?? "");
    }

    public static nint CreateCpuMemoryInfo()
    {
        const int arenaAllocator = 1;
        const int defaultMemory = 0;
        nint info;
        Check(((delegate* unmanaged<int, int, nint*, nint>)Table[OrtFunction.CreateCpuMemoryInfo])(arenaAllocator, defaultMemory, &info));
        return info;
    }

    private static nint CreateEnvironment()
    {
        const int warning = 2;
        nint environment;
        fixed (byte* name = "onnxruntime"u8)
        {
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)Table[OrtFunction.CreateEnv])(warning, name, &environment));
        }

        return environment;
    }

    private static void Check(nint status)
    {
        if (status == 0) return;
        var code = ((delegate* unmanaged<nint, int>)Table[OrtFunction.GetErrorCode])(status);
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Table[OrtFunction.GetErrorMessage])(status));
        Release(OrtFunction.ReleaseStatus, status);
        throw new OnnxRuntimeException((ErrorCode)code, message ?? "");
    }

    private static nint* Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(OrtApi).Assembly, (name, _, _) => name == Library ? NativeLibraryFile.Load("libonnxruntime.so.1") : 0);
        var table = ((delegate* unmanaged<uint, nint*>)OrtGetApiBase()[0])(Version);
        return table == null ? throw new DllNotFoundException($"The installed libonnxruntime does not have version {Version} of its API.") : table;
    }

    [LibraryImport(Library)]
    private static partial nint* OrtGetApiBase();
}
