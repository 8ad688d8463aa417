using System.Linq.Expressions;
using Marten.Exceptions;

namespace Marten.Internal.Linq;

/// <summary>
/// Translates a predicate to SQL. As in the original a comparison with null is neither true nor false, also under a negation,
/// but a missing boolean or collection counts as false or empty.
/// </summary>
internal sealed partial class WhereClause(IQuerySource source, SqlStatement statement)
{
    /// <summary>Whether the predicate speaks about archived events itself.</summary>
    public bool IncludesArchived { get; private set; }

    public string Translate(LambdaExpression predicate) => Condition(predicate.Body);

    private string Condition(Expression expression)
    {
        expression = ExpressionValues.Unwrap(expression);
        if (!ExpressionValues.DependsOnElement(expression)) return (bool)ExpressionValues.Evaluate(expression)! ? "true" : "false";
        return expression switch
        {
            BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } and => $"({Condition(and.Left)} and {Condition(and.Right)})",
            BinaryExpression { NodeType: ExpressionType.OrElse or ExpressionType.Or } or => $"({Condition(or.Left)} or {Condition(or.Right)})",
            BinaryExpression binary => Comparison(binary),
            UnaryExpression { NodeType: ExpressionType.Not, Operand: BinaryExpression comparison } => $"not {Condition(comparison)}",
            UnaryExpression { NodeType: ExpressionType.Not, Operand: MethodCallExpression { Method: var method } call } when method.DeclaringType == typeof(string) => $"not {Condition(call)}",
            UnaryExpression { NodeType: ExpressionType.Not } not => $"not coalesce({Condition(not.Operand)}, false)",
            MethodCallExpression called => Call(called),
            MemberExpression { Member.Name: "HasValue" } hasValue => $"({Member(hasValue.Expression!).Sql} is not null)",
            MemberExpression member => Member(member).Sql,
            _ => throw Untranslatable(expression),
        };
    }

    private string Comparison(BinaryExpression comparison)
    {
        var (left, right, type) = (comparison.Left, comparison.Right, comparison.NodeType);
        if (!ExpressionValues.DependsOnElement(left)) (left, right, type) = (right, left, Mirrored(type));
        var member = Member(left);
        string value;
        if (ExpressionValues.DependsOnElement(right))
        {
            value = Member(right).Sql;
        }
        else
        {
            var constant = member.Convert(ExpressionValues.Evaluate(right));
            if (constant is null)
            {
                return type switch
                {
                    ExpressionType.Equal => $"({member.Sql} is null)",
                    ExpressionType.NotEqual => $"({member.Sql} is not null)",
                    _ => "false",
                };
            }

            value = statement.Parameter(constant);
        }

        return type switch
        {
            ExpressionType.Equal => $"({member.Sql} = {value})",
            ExpressionType.NotEqual => $"({member.Sql} != {value})",
            ExpressionType.LessThan => $"({member.Sql} < {value})",
            ExpressionType.LessThanOrEqual => $"({member.Sql} <= {value})",
            ExpressionType.GreaterThan => $"({member.Sql} > {value})",
            ExpressionType.GreaterThanOrEqual => $"({member.Sql} >= {value})",
            _ => throw Untranslatable(comparison),
        };
    }

    private SqlMember Member(Expression expression)
    {
        expression = ExpressionValues.Unwrap(expression);
        if (expression is MethodCallExpression { Method.Name: "ToLower" or "ToLowerInvariant" or "ToUpper" or "ToUpperInvariant", Object: { } text } call)
        {
            var inner = Member(text);
            return inner with { Sql = $"{(call.Method.Name.StartsWith("ToLower", StringComparison.Ordinal) ? "lower" : "upper")}({inner.Sql})" };
        }

        var path = ExpressionValues.MemberPath(expression) ?? throw Untranslatable(expression);
        if (path is [{ Name: "IsArchived" }]) IncludesArchived = true;
        return source.Member(path);
    }

    private static ExpressionType Mirrored(ExpressionType type) => type switch
    {
        ExpressionType.LessThan => ExpressionType.GreaterThan,
        ExpressionType.LessThanOrEqual => ExpressionType.GreaterThanOrEqual,
        ExpressionType.GreaterThan => ExpressionType.LessThan,
        ExpressionType.GreaterThanOrEqual => ExpressionType.LessThanOrEqual,
        _ => type,
    };

    private static BadLinqExpressionException Untranslatable(Expression expression) =>
        new($"Marten does not support the LINQ expression '{expression}'.");
}
