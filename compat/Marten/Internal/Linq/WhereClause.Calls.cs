using System.Collections;
using System.Linq.Expressions;
using Marten.Events.Archiving;

namespace Marten.Internal.Linq;

internal sealed partial class WhereClause
{
    private string Call(MethodCallExpression call)
    {
        var method = call.Method;
        if (method.DeclaringType == typeof(ArchivedEventExtensions))
        {
            IncludesArchived = true;
            return "true";
        }

        if (method.DeclaringType == typeof(string)) return TextCall(call);
        if (method.Name == "Equals" && call.Object is not null && call.Arguments is [var other]) return Condition(Expression.Equal(call.Object, Expression.Convert(other, call.Object.Type)));
        if (method.Name is "IsOneOf" or "In" && method.DeclaringType == typeof(LinqExtensions)) return OneOf(call.Arguments[1], call.Arguments[0]);
        if (method.Name == "Contains")
        {
            var (collection, item) = call.Object is not null ? (call.Object, call.Arguments[0]) : (ExpressionValues.UnwrapSpan(call.Arguments[0]), call.Arguments[1]);
            return ExpressionValues.DependsOnElement(collection) ? Holds(collection, item) : OneOf(collection, item);
        }

        if (method.Name == "Any" && call.Arguments is [var nonEmpty] && ExpressionValues.MemberPath(nonEmpty) is { } path)
            return $"(jsonb_array_length(nullif({source.Collection(path)}, 'null')) > 0)";
        throw Untranslatable(call);
    }

    /// <summary>The member is one of the caller's values.</summary>
    private string OneOf(Expression collection, Expression item)
    {
        var member = Member(item);
        var values = ((IEnumerable)ExpressionValues.Evaluate(collection)!).Cast<object?>().Select(member.Convert).ToList();
        var array = values.Where(v => v is not null).ToList();
        var nullCase = array.Count < values.Count ? $" or {member.Sql} is null" : "";
        if (array.Count == 0) return nullCase.Length > 0 ? $"({member.Sql} is null)" : "false";
        var typed = Array.CreateInstance(array[0]!.GetType(), array.Count);
        for (var i = 0; i < array.Count; i++) typed.SetValue(array[i], i);
        return $"({member.Sql} = any({statement.ArrayParameter(typed)}){nullCase})";
    }

    /// <summary>A collection of the document holds the caller's value.</summary>
    private string Holds(Expression collection, Expression item)
    {
        var path = ExpressionValues.MemberPath(ExpressionValues.UnwrapSpan(collection)) ?? throw Untranslatable(collection);
        return $"({source.Collection(path)} @> {statement.JsonParameter(new[] { ExpressionValues.Evaluate(item) })})";
    }

    private string TextCall(MethodCallExpression call)
    {
        var name = call.Method.Name;
        if (call.Object is null)
        {
            var text = Member(call.Arguments[0]).Sql;
            return name switch
            {
                nameof(string.IsNullOrEmpty) => $"(coalesce({text}, '') = '')",
                nameof(string.IsNullOrWhiteSpace) => $"(trim(coalesce({text}, '')) = '')",
                nameof(string.Equals) => Match(text, call.Arguments[1], "", "", call),
                _ => throw Untranslatable(call),
            };
        }

        var member = Member(call.Object).Sql;
        return name switch
        {
            nameof(string.StartsWith) => Match(member, call.Arguments[0], "", "%", call),
            nameof(string.EndsWith) => Match(member, call.Arguments[0], "%", "", call),
            nameof(string.Contains) => Match(member, call.Arguments[0], "%", "%", call),
            nameof(string.Equals) => Match(member, call.Arguments[0], "", "", call),
            _ => throw Untranslatable(call),
        };
    }

    private string Match(string text, Expression value, string before, string after, MethodCallExpression call)
    {
        var literal = ExpressionValues.Evaluate(value)?.ToString() ?? throw Untranslatable(call);
        var escaped = literal.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
        var ignoresCase = call.Arguments[^1].Type == typeof(StringComparison)
            && ExpressionValues.Evaluate(call.Arguments[^1])!.ToString()!.EndsWith("IgnoreCase", StringComparison.Ordinal);
        return $"({text} {(ignoresCase ? "ilike" : "like")} {statement.Parameter($"{before}{escaped}{after}")})";
    }
}
