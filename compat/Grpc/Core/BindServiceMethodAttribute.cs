namespace Grpc.Core;

/// <summary>Says where a generated service base class is bound to its methods.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
public class BindServiceMethodAttribute(Type bindType, string bindMethodName) : Attribute
{
    /// <summary>The type with the static method.</summary>
    public Type BindType { get; } = bindType;

    /// <summary>The static method's name; it takes a <see cref="ServiceBinderBase"/> and the service.</summary>
    public string BindMethodName { get; } = bindMethodName;
}
