using System.Linq.Expressions;
using System.Reflection;

namespace Marten.Schema;

/// <summary>Compiled access to members.</summary>
internal static class MemberAccess
{
    public static Func<object, object?> Reader(MemberInfo member)
    {
        var target = Expression.Parameter(typeof(object));
        var value = Expression.MakeMemberAccess(Expression.Convert(target, member.DeclaringType!), member);
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(value, typeof(object)), target).Compile();
    }

    /// <summary>Sets the member, init-only and private setters included; null where there is none.</summary>
    public static Action<object, object>? Writer(MemberInfo member)
    {
        if (member is PropertyInfo { SetMethod: null } or FieldInfo { IsInitOnly: true }) return null;
        var target = Expression.Parameter(typeof(object));
        var value = Expression.Parameter(typeof(object));
        var typed = Expression.Convert(target, member.DeclaringType!);
        var typedValue = Expression.Convert(value, MemberPath.TypeOf(member));
        Expression assign = member is PropertyInfo property
            ? Expression.Call(typed, property.SetMethod!, typedValue)
            : Expression.Assign(Expression.MakeMemberAccess(typed, member), typedValue);
        return Expression.Lambda<Action<object, object>>(assign, target, value).Compile();
    }
}
