using System.Linq.Expressions;
using System.Reflection;
using Marten.Exceptions;

namespace Marten.Schema;

/// <summary>A member of a document, possibly of a member of it: <c>x.Address.City</c>.</summary>
internal sealed record MemberPath(MemberInfo[] Members)
{
    public Type ValueType => TypeOf(Members[^1]);

    public static MemberPath Of(LambdaExpression expression)
    {
        var body = expression.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : expression.Body;
        var members = new List<MemberInfo>();
        while (body is MemberExpression member)
        {
            members.Insert(0, member.Member);
            body = member.Expression!;
        }

        if (body is not ParameterExpression || members.Count == 0)
            throw new BadLinqExpressionException($"'{expression}' is not a member of a document.");
        return new MemberPath([.. members]);
    }

    public MemberInfo Single() => Members.Length == 1
        ? Members[0]
        : throw new BadLinqExpressionException($"'{string.Join('.', Members.Select(m => m.Name))}' is not a direct member.");

    public static Type TypeOf(MemberInfo member) => member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;
}
