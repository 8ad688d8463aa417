using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A loaded model. Many threads may run it at once.</summary>
public sealed class InferenceSession : IDisposable
{
    private static readonly RunOptions NoOptions = new();
    private readonly OrtHandle handle;
    private readonly Dictionary<string, NodeMetadata> inputs;
    private readonly Dictionary<string, NodeMetadata> outputs;
    
    // Zero-terminated UTF-8 in memory that does not move, for as long as this object is referred to.
    private readonly Dictionary<string, byte[]> nativeNames = [];

    /// <exception cref="OnnxRuntimeException">The file is not there or not a model that this version can run.</exception>
    public InferenceSession(string modelPath) : this(modelPath, new SessionOptions())
    {
    }

    /// <inheritdoc cref="InferenceSession(string)"/>
    public InferenceSession(string modelPath, SessionOptions options) : this(OrtApi.CreateSession(modelPath, options.Handle.Value))
    {
    }

    /// <inheritdoc cref="InferenceSession(string)"/>
    public InferenceSession(byte[] model) : this(model, new SessionOptions())
    {
    }

    /// <inheritdoc cref="InferenceSession(string)"/>
    public InferenceSession(byte[] model, SessionOptions options) : this(OrtApi.CreateSession(model, options.Handle.Value))
    {
    }

    private InferenceSession(nint session)
    {
        handle = new OrtHandle(session, OrtFunction.ReleaseSession);
        (InputNames, inputs) = Read(OrtFunction.SessionGetInputCount, OrtFunction.SessionGetInputName, OrtFunction.SessionGetInputTypeInfo);
        (OutputNames, outputs) = Read(OrtFunction.SessionGetOutputCount, OrtFunction.SessionGetOutputName, OrtFunction.SessionGetOutputTypeInfo);
        foreach (var name in InputNames.Union(OutputNames)) nativeNames.Add(name, Pinned(name));
    }

    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata => inputs;

    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata => outputs;

    /// <summary>The inputs in the model's order.</summary>
    public IReadOnlyList<string> InputNames { get; }

    /// <summary>The outputs in the model's order.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>Runs the model on tensors and gives all outputs.</summary>
    public IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(IReadOnlyCollection<NamedOnnxValue> inputs) => Run(inputs, OutputNames);

    /// <summary>Runs the model on tensors and gives some outputs.</summary>
    public IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(IReadOnlyCollection<NamedOnnxValue> inputs, IReadOnlyCollection<string> outputNames)
    {
        using var values = new DisposableList<OrtValue>(inputs.Count);
        values.AddRange(inputs.Select(input => input.ToOrtValue()));
        using var results = Run(NoOptions, [.. inputs.Select(input => input.Name)], values, outputNames);
        var named = new DisposableList<DisposableNamedOnnxValue>(results.Count);
        named.AddRange(outputNames.Zip(results, DisposableNamedOnnxValue.From));
        return named;
    }

    /// <summary>Runs the model on values by name; the results are in the order of the output names.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions, IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputNames) =>
        Run(runOptions, [.. inputs.Keys], [.. inputs.Values], outputNames);

    /// <summary>Runs the model on values; the results are in the order of the output names.</summary>
    /// <exception cref="OnnxRuntimeException">A name, type or shape is not the model's, or the run fails.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputValues, IReadOnlyCollection<string> outputNames)
    {
        var results = new nint[outputNames.Count];
        Run(runOptions, inputNames, inputValues, outputNames, results);
        var values = new DisposableList<OrtValue>(results.Length);
        foreach (var result in results) values.Add(new OrtValue(result));
        return values;
    }

    /// <summary>Runs the model on values and writes its results into others.</summary>
    /// <exception cref="OnnxRuntimeException">A name, type or shape is not the model's, or the run fails.</exception>
    public void Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        IReadOnlyCollection<OrtValue> outputValues)
    {
        if (outputNames.Count != outputValues.Count)
            throw new ArgumentException($"Length of {nameof(outputNames)} ({outputNames.Count}) must match that of {nameof(outputValues)} ({outputValues.Count}).");
        Run(runOptions, inputNames, inputValues, outputNames, [.. outputValues.Select(value => value.Handle.Value)]);
        GC.KeepAlive(outputValues);
    }

    public void Dispose() => handle.Dispose();

    private void Run(
        RunOptions runOptions, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputValues, IReadOnlyCollection<string> outputNames, nint[] results)
    {
        if (inputNames.Count != inputValues.Count)
            throw new ArgumentException($"Length of {nameof(inputNames)} ({inputNames.Count}) must match that of {nameof(inputValues)} ({inputValues.Count}).");
        var used = false;
        try
        {
            handle.DangerousAddRef(ref used);
            OrtApi.Run(
                handle.DangerousGetHandle(),
                runOptions.Handle.Value,
                [.. inputNames.Select(name => NativeName(name, inputs, "Input"))],
                [.. inputValues.Select(value => value.Handle.Value)],
                [.. outputNames.Select(name => NativeName(name, outputs, "Output"))],
                results);
        }
        finally
        {
            if (used) handle.DangerousRelease();
            GC.KeepAlive(this);
            GC.KeepAlive(inputValues);
        }
    }

    private unsafe nint NativeName(string name, Dictionary<string, NodeMetadata> known, string kind) => known.ContainsKey(name)
        ? (nint)Unsafe.AsPointer(ref nativeNames[name][0])
        : throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"{kind} name: '{name}' is not in the metadata");

    private (string[] Names, Dictionary<string, NodeMetadata> Metadata) Read(int countFunction, int nameFunction, int typeFunction)
    {
        var names = new string[OrtApi.Get(countFunction, handle.Value)];
        var metadata = new Dictionary<string, NodeMetadata>(names.Length);
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = OrtApi.SessionName(nameFunction, handle.Value, i);
            var type = OrtApi.Get(typeFunction, handle.Value, i);
            metadata.Add(names[i], new NodeMetadata(type));
            OrtApi.Release(OrtFunction.ReleaseTypeInfo, type);
        }

        return (names, metadata);
    }

    private static byte[] Pinned(string name)
    {
        var bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(name) + 1, pinned: true);
        Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }
}
