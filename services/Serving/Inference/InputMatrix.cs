using MlOps.Runtime;
using MlOps.Serving.Models;

namespace MlOps.Serving.Inference;

/// <summary>Puts the tensors of a request into rows in the order of the model's signature, naming every fault it can.</summary>
internal sealed class InputMatrix
{
    private readonly ServedModel served;
    private readonly Dictionary<string, Tensor> keys = new(StringComparer.Ordinal);

    private InputMatrix(ServedModel served, int rows)
    {
        this.served = served;
        Rows = rows;
        Values = new float[rows * served.Signature.InputWidth];
        Sent = new bool[served.Signature.InputWidth];
    }

    public int Rows { get; }

    public float[] Values { get; }

    /// <summary>Per column, whether it has been filled.</summary>
    public bool[] Sent { get; }

    /// <summary>Entity keys by join key; all of them or none.</summary>
    public IReadOnlyDictionary<string, Tensor> Keys => keys;

    public static InputMatrix Of(ServedModel served, IReadOnlyList<Tensor> inputs)
    {
        if (inputs.Count == 0) throw InferenceException.Invalid("the request has no inputs");
        var rows = inputs[0].Rows;
        if (rows < 1 || rows * served.Signature.InputWidth > InferenceLimits.Values)
            throw InferenceException.Invalid($"input '{inputs[0].Name}' has {rows} rows; 1 to {InferenceLimits.Values / served.Signature.InputWidth} are allowed");
        var matrix = new InputMatrix(served, (int)rows);
        foreach (var input in inputs) matrix.Add(input);
        matrix.RequireAll();
        return matrix;
    }

    private void Add(Tensor input)
    {
        if (input.Rows != Rows) throw InferenceException.Invalid($"input '{input.Name}' has shape [{string.Join(',', input.Shape)}], but the first input has {Rows} rows");
        if (served.Inputs.TryGetValue(input.Name, out var place)) AddFeature(input, place);
        else if (served.Lookup?.JoinKeys.Any(key => key.Name == input.Name) == true) AddKey(input);
        else throw InferenceException.Invalid($"unexpected input '{input.Name}'; the model takes {string.Join(", ", served.Inputs.Keys)}");
    }

    private void AddFeature(Tensor input, InputPlace place)
    {
        if (input.Texts.Length > 0 || input.Datatype == Datatype.BYTES)
            throw InferenceException.Invalid($"input '{input.Name}' has datatype {input.Datatype}, expected {served.Signature.Inputs[place.Index].Datatype}");
        if (input.Count != Rows * place.Width)
            throw InferenceException.Invalid($"input '{input.Name}' has shape [{string.Join(',', input.Shape)}], expected [{Rows}{(place.Width > 1 ? $",{place.Width}" : "")}]");
        if (Sent[place.Column]) throw InferenceException.Invalid($"input '{input.Name}' is there twice");
        var width = served.Signature.InputWidth;
        for (var row = 0; row < Rows; row++)
        {
            for (var i = 0; i < place.Width; i++) Values[row * width + place.Column + i] = (float)input.NumberAt(row * place.Width + i);
        }
        Array.Fill(Sent, true, place.Column, place.Width);
    }

    private void AddKey(Tensor input)
    {
        if (input.Count != Rows) throw InferenceException.Invalid($"input '{input.Name}' has shape [{string.Join(',', input.Shape)}], expected [{Rows}]");
        if (!keys.TryAdd(input.Name, input)) throw InferenceException.Invalid($"input '{input.Name}' is there twice");
    }

    private void RequireAll()
    {
        if (keys.Count > 0 && served.Lookup!.JoinKeys.FirstOrDefault(key => !keys.ContainsKey(key.Name)) is { } missing)
            throw InferenceException.Invalid($"input '{missing.Name}' is missing: features are looked up by {string.Join(", ", served.Lookup.JoinKeys.Select(key => key.Name))}");
        if (keys.Count == 0) RequireEveryColumn();
    }

    /// <summary>Every column must be filled by the request, or by the lookup after it.</summary>
    public void RequireEveryColumn()
    {
        var column = Array.IndexOf(Sent, false);
        if (column >= 0) throw InferenceException.Invalid($"input '{served.Columns[column]}' is missing");
    }
}
