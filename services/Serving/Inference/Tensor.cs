using System.Globalization;

namespace MlOps.Serving.Inference;

/// <summary>One input tensor: its values as numbers, or exactly as integers or texts, by its datatype.</summary>
internal sealed class Tensor
{
    public required string Name { get; init; }

    public required string Datatype { get; init; }

    public required long[] Shape { get; init; }

    /// <summary>Row-major; empty where <see cref="Texts"/> holds the values.</summary>
    public double[] Numbers { get; init; } = [];

    /// <summary>The same as <see cref="Numbers"/> for 64-bit integers, which a double cannot hold.</summary>
    public long[] Integers { get; init; } = [];

    public string[] Texts { get; init; } = [];

    /// <summary>The first dimension: how many rows it has.</summary>
    public long Rows => Shape.Length == 0 ? 0 : Shape[0];

    public int Count => Texts.Length > 0 ? Texts.Length : Integers.Length > 0 ? Integers.Length : Numbers.Length;

    public double NumberAt(int index) => Texts.Length > 0 ? throw InferenceException.OfInput(Name, "must be a number")
        : Integers.Length > 0 ? Integers[index] : Numbers[index];

    public long IntegerAt(int index) => Integers.Length > 0 ? Integers[index]
        : NumberAt(index) is var number && Math.Truncate(number) == number && Math.Abs(number) < 1L << 53 ? (long)number
        : throw InferenceException.OfInput(Name, "must be an integer");

    public string TextAt(int index) => Texts.Length > 0 ? Texts[index]
        : Integers.Length > 0 ? Integers[index].ToString(CultureInfo.InvariantCulture)
        : Numbers[index].ToString("R", CultureInfo.InvariantCulture);
}
