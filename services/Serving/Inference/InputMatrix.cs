using MlOps.Runtime;
using MlOps.Serving.Models;

namespace MlOps.Serving.Inference;

/// <summary>Puts the tensors of a request into rows in the order of the model's signature; each fault names its input.</summary>
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

    /// <summary>Rows × columns, row-major; NaN is a missing value.</summary>
    public float[] Values { get; }

    /// <summary>Per column, whether it has been filled.</summary>
    public bool[] Sent { get; }

    /// <summary>Entity keys by join key; all of them where <see cref="NeedsLookup"/>.</summary>
    public IReadOnlyDictionary<string, Tensor> Keys => keys;

    /// <summary>Whether columns are still to be filled by the entity keys.</summary>
    public bool NeedsLookup { get; private set; }

    /// <exception cref="InferenceException">The inputs are not what the model takes.</exception>
    public static InputMatrix Of(ServedModel served, IReadOnlyList<Tensor> inputs)
    {
        if (inputs.Count == 0) throw InferenceException.Invalid("the request has no inputs");
        var rows = inputs[0].Rows;
        if (rows < 1 || rows * served.Signature.InputWidth > Limits.Values)
        {
            throw InferenceException.OfInput(
                inputs[0].Name, $"has {rows} rows; 1 to {Limits.Values / served.Signature.InputWidth} are allowed");
        }
        var matrix = new InputMatrix(served, (int)rows);
        foreach (var input in inputs) matrix.Add(input);
        matrix.NeedsLookup = matrix.keys.Count > 0 && matrix.Sent.AsSpan().Contains(false);
        if (matrix.NeedsLookup) matrix.RequireEveryKey();
        else matrix.RequireEveryColumn();
        return matrix;
    }

    /// <summary>Every column must be filled by the request, or by the lookup after it.</summary>
    public void RequireEveryColumn()
    {
        var column = Array.IndexOf(Sent, false);
        if (column >= 0) throw InferenceException.OfInput(served.Columns[column], "is missing");
    }

    private void Add(Tensor input)
    {
        if (input.Rows != Rows)
            throw InferenceException.OfInput(input.Name, $"has shape {Shape(input)}, but the first input has {Rows} rows");
        var isKey = served.Lookup?.Takes(input.Name) == true;
        var isFeature = served.Inputs.TryGetValue(input.Name, out var place);
        if (isKey) AddKey(input);
        if (isFeature) AddFeature(input, place!);
        if (isKey || isFeature) return;
        throw InferenceException.Invalid(
            $"unexpected input '{InferenceException.Short(input.Name)}'; the model takes {string.Join(", ", served.Inputs.Keys)}");
    }

    private void AddFeature(Tensor input, InputPlace place)
    {
        var expected = served.Signature.Inputs[place.Index].Datatype;
        if (input.Texts.Length > 0)
            throw InferenceException.OfInput(input.Name, $"has datatype {input.Datatype}, expected {expected}");
        if (input.Count != Rows * place.Width)
        {
            var columns = place.Width > 1 ? $",{place.Width}" : "";
            throw InferenceException.OfInput(input.Name, $"has shape {Shape(input)}, expected [{Rows}{columns}]");
        }
        if (Sent[place.Column]) throw InferenceException.OfInput(input.Name, "is there twice");
        var whole = expected.Contains("INT", StringComparison.Ordinal);
        for (var row = 0; row < Rows; row++)
        {
            var start = (row * served.Signature.InputWidth) + place.Column;
            for (var i = 0; i < place.Width; i++)
                Values[start + i] = Number(input, (row * place.Width) + i, whole ? expected : null);
        }
        Array.Fill(Sent, true, place.Column, place.Width);
    }

    private static float Number(Tensor input, int index, string? wholeNumbersOf)
    {
        var number = input.NumberAt(index);
        if (wholeNumbersOf is not null && Math.Truncate(number) != number && !double.IsNaN(number))
            throw InferenceException.OfValue(input.Name, index, $"is no whole number, expected {wholeNumbersOf}");
        var value = (float)number;
        return float.IsInfinity(value) ? throw InferenceException.OfValue(input.Name, index, "is infinite or too large") : value;
    }

    private void AddKey(Tensor input)
    {
        if (input.Count != Rows) throw InferenceException.OfInput(input.Name, $"has shape {Shape(input)}, expected [{Rows}]");
        if (!keys.TryAdd(input.Name, input)) throw InferenceException.OfInput(input.Name, "is there twice");
    }

    private void RequireEveryKey()
    {
        if (served.Lookup!.JoinKeys.FirstOrDefault(key => !keys.ContainsKey(key.Name)) is { } missing)
        {
            var keys = string.Join(", ", served.Lookup.JoinKeys.Select(key => key.Name));
            throw InferenceException.OfInput(missing.Name, $"is missing: features are looked up by {keys}");
        }
    }

    private static string Shape(Tensor input) => TensorShape.Text(input.Shape);
}
