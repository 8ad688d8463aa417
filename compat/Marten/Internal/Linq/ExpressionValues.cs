using System.Linq.Expressions;
using System.Reflection;

namespace Marten.Internal.Linq;

/// <summary>Tells members of the queried element from values of the caller, and evaluates the latter.</summary>
internal static class ExpressionValues
{
    /// <summary>The path of a member of the element: conversions, <c>.Value</c> and the like left out; null where it is none.</summary>
    public static MemberInfo[]? MemberPath(Expression expression)
    {
        var path = new List<MemberInfo>();
        for (var e = Unwrap(expression); ; e = Unwrap(((MemberExpression)e).Expression!))
        {
            if (e is ParameterExpression) return path.Count > 0 ? [.. path] : null;
            if (e is not MemberExpression { Expression: not null } member) return null;
            if (IsNullableValue(member)) continue;
            // The length of a text or the year of a time is no member of the JSON.
            if (member.Member.DeclaringType!.Namespace?.StartsWith("System", StringComparison.Ordinal) == true) return null;
            path.Insert(0, member.Member);
        }
    }

    public static Expression Unwrap(Expression expression) =>
        expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked or ExpressionType.Quote } convert ? Unwrap(convert.Operand) : expression;

    public static bool DependsOnElement(Expression expression)
    {
        var finder = new ParameterFinder();
        finder.Visit(expression);
        return finder.Found;
    }

    public static object? Evaluate(Expression expression)
    {
        switch (expression)
        {
            case ConstantExpression constant:
                return constant.Value;
            case MemberExpression { Member: FieldInfo field } member:
                return field.GetValue(member.Expression is null ? null : Evaluate(member.Expression));
            case MemberExpression { Member: PropertyInfo property } member:
                return property.GetValue(member.Expression is null ? null : Evaluate(member.Expression));
            default:
                return Expression.Lambda(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true).DynamicInvoke();
        }
    }

    /// <summary>The array or list behind the span that C# makes of it for <c>Contains</c>.</summary>
    public static Expression UnwrapSpan(Expression expression) =>
        expression is MethodCallExpression { Method.Name: "op_Implicit", Arguments: [var array] } ? array : expression;

    private static bool IsNullableValue(MemberExpression member) =>
        member.Member.Name == "Value" && Nullable.GetUnderlyingType(member.Expression!.Type) is not null;

    private sealed class ParameterFinder : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            Found = true;
            return node;
        }
    }
}
