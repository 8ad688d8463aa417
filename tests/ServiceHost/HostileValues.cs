using System.Collections;
using System.Collections.ObjectModel;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace MlOps.ServiceHost;

/// <summary>The hostile values of each type of field, and where in a message they go.</summary>
internal static class HostileValues
{
    private const int LongText = 100_000;
    private const int ManyItems = 20_000;

    private static readonly (string Name, string Value)[] Texts =
    [
        ("empty", ""), ("nul", "\0"), ("text with nul", "sample\0x"), ("100,000 characters", new string('x', LongText)),
        ("100,000 nul", new string('\0', LongText)), ("astral plane", string.Concat(Enumerable.Repeat("\U0001F4A5", LongText / 2))),
        ("path", "../../../../etc/passwd"), ("quotes", "'; drop table mt_events; --\""), ("like", "%_%"), ("braces", "{0}{{"),
        ("control characters", "\r\n\t\u001b[31m\u0007"), ("direction", "\u202esample"), ("white space", " \u00a0\u3000"),
        ("number", "1e999"), ("negative", "-1"),
    ];

    /// <summary>One mutation for each field, however deep, and each of its hostile values.</summary>
    public static IEnumerable<Mutation> Mutations(MessageDescriptor type) => Mutations(type, "", message => message, 0);

    private static IEnumerable<Mutation> Mutations(MessageDescriptor type, string path, Func<IMessage, IMessage?> holder, int depth)
    {
        if (depth > 5) yield break;
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            var name = path + field.Name;
            foreach (var (label, value) in Of(field))
                yield return new Mutation($"{name} = {label}", At(holder, message => Put(message, field, value)));
            if (field.IsRepeated && !field.IsMap)
                yield return new Mutation($"{name} × {ManyItems}", At(holder, message => Repeat(message, field)));
            if (field.FieldType != FieldType.Message || field.IsMap) continue;
            yield return new Mutation($"{name} absent", At(holder, message => field.Accessor.Clear(message)));
            foreach (var inner in Mutations(field.MessageType, name + ".", Inner(holder, field), depth + 1)) yield return inner;
        }
    }

    private static IEnumerable<(string Label, object Value)> Of(FieldDescriptor field)
    {
        var type = field.IsMap ? field.MessageType.FindFieldByNumber(2).FieldType : field.FieldType;
        return type switch
        {
            FieldType.String => Texts.Select(text => (text.Name, (object)text.Value)),
            FieldType.Bytes =>
            [
                ("empty", ByteString.Empty), ("1 MB", ByteString.CopyFrom(new byte[1_000_000])),
                ("ff", ByteString.CopyFrom(0xff, 0xfe, 0x00)),
            ],
            FieldType.Double => Each(
                double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon, -0.0, 0.0),
            FieldType.Float =>
                Each(float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon, 0f),
            FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Each(long.MinValue, long.MaxValue, -1L, 0L),
            FieldType.UInt64 or FieldType.Fixed64 => Each(ulong.MaxValue, 0UL),
            FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Each(int.MinValue, int.MaxValue, -1, 0),
            FieldType.UInt32 or FieldType.Fixed32 => Each(uint.MaxValue, 0U),
            FieldType.Enum => Each(-1, 0, int.MaxValue),
            _ => [],
        };
    }

    private static IEnumerable<(string Label, object Value)> Each<T>(params T[] values)
        where T : notnull => values.Select(value => (FormattableString.Invariant($"{value}"), (object)value));

    private static void Put(IMessage message, FieldDescriptor field, object value)
    {
        if (field.IsMap)
        {
            var map = (IDictionary)field.Accessor.GetValue(message);
            map["sample"] = value;
            if (field.MessageType.FindFieldByNumber(1).FieldType == FieldType.String && value is string text) map[text] = text;
        }
        else if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(message);
            list.Clear();
            list.Add(value);
        }
        else
        {
            field.Accessor.SetValue(message, value);
        }
    }

    private static void Repeat(IMessage message, FieldDescriptor field)
    {
        var list = (IList)field.Accessor.GetValue(message);
        if (list.Count == 0) return;
        for (var item = list[0]; list.Count < ManyItems;) list.Add(item);
    }

    private static Action<IMessage> At(Func<IMessage, IMessage?> holder, Action<IMessage> change) => message =>
    {
        if (holder(message) is { } held) change(held);
    };

    /// <summary>The message in a field, made if it is absent (another member of its oneof was); the first where it is a list.</summary>
    private static Func<IMessage, IMessage?> Inner(Func<IMessage, IMessage?> holder, FieldDescriptor field) => message =>
    {
        if (holder(message) is not { } held) return null;
        if (field.IsRepeated) return ((IList)field.Accessor.GetValue(held)) is { Count: > 0 } list ? (IMessage)list[0]! : null;
        if (field.Accessor.GetValue(held) is IMessage present) return present;
        var made = SampleRequests.Of(field.MessageType, ReadOnlyDictionary<string, string>.Empty);
        field.Accessor.SetValue(held, made);
        return made;
    };

    /// <summary>One change of a request.</summary>
    public sealed record Mutation(string Name, Action<IMessage> Apply);
}
