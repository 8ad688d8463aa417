using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text with values in it that are known once the application starts.</summary>
public class ReferenceExpression : IValueProvider, IManifestExpressionProvider
{
    private ReferenceExpression(string format, IReadOnlyList<IValueProvider> valueProviders, IReadOnlyList<string> manifestExpressions)
    {
        Format = format;
        ValueProviders = valueProviders;
        ManifestExpressions = manifestExpressions;
    }

    /// <summary>The text as a composite format: <c>Host={0};Port={1}</c>.</summary>
    public string Format { get; }

    /// <summary>The values, by their place in <see cref="Format"/>.</summary>
    public IReadOnlyList<IValueProvider> ValueProviders { get; }

    /// <summary>The names of the values in a manifest.</summary>
    public IReadOnlyList<string> ManifestExpressions { get; }

    /// <summary>The text with the values' names in it.</summary>
    public string ValueExpression => string.Format(CultureInfo.InvariantCulture, Format, [.. ManifestExpressions]);

    /// <summary>Makes an expression from a format and its values.</summary>
    public static ReferenceExpression Create(string format, IValueProvider[] valueProviders, string[] manifestExpressions) =>
        new(format, valueProviders, manifestExpressions);

    /// <summary>Makes an expression from an interpolated string.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.GetExpression();

    /// <summary>Gives the text with all values in it.</summary>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        if (ValueProviders is [var only] && Format == "{0}") return await only.GetValueAsync(cancellationToken);
        var values = new object?[ValueProviders.Count];
        for (var i = 0; i < values.Length; i++) values[i] = await ValueProviders[i].GetValueAsync(cancellationToken);
        return string.Format(CultureInfo.InvariantCulture, Format, values);
    }

    /// <summary>Collects the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder format = new(literalLength);
        private readonly List<IValueProvider> values = new(formattedCount);
        private readonly List<string> names = new(formattedCount);

        /// <summary>Adds plain text.</summary>
        public readonly void AppendLiteral(string value) => format.Append(value.Replace("{", "{{").Replace("}", "}}"));

        /// <summary>Adds plain text.</summary>
        public readonly void AppendFormatted(string? value) => AppendLiteral(value ?? "");

        /// <summary>Adds a value.</summary>
        public readonly void AppendFormatted<T>(T value) where T : IValueProvider, IManifestExpressionProvider
        {
            format.Append('{').Append(values.Count).Append('}');
            values.Add(value);
            names.Add(value.ValueExpression);
        }

        /// <summary>Adds the value of a resource.</summary>
        public readonly void AppendFormatted<T>(IResourceBuilder<T> value) where T : IResource, IValueProvider, IManifestExpressionProvider => AppendFormatted(value.Resource);

        internal readonly ReferenceExpression GetExpression() => new(format.ToString(), [.. values], [.. names]);
    }
}
