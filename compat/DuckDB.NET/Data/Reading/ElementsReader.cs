using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Reads what holds several values of one type, as a <see cref="List{T}"/>.</summary>
internal abstract class ElementsReader(string column, DuckDBType type, ColumnReader elements) : ColumnReader(column, type)
{
    private static readonly MethodInfo ListOfMethod = typeof(ElementsReader).GetMethod(nameof(ListOf), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly ConcurrentDictionary<Type, Func<ColumnReader, ulong, ulong, IList>> ListOfElement = new();

    public override Type ClrType => typeof(List<>).MakeGenericType(Elements.ClrType);

    protected ColumnReader Elements { get; } = elements;

    /// <summary>Where the elements of a row's value lie in the vector of elements.</summary>
    protected abstract (ulong Offset, ulong Length) Range(ulong row);

    protected override object Read(ulong row, Type target)
    {
        if (!target.IsGenericType || target.GetGenericTypeDefinition() != typeof(List<>)) throw CannotRead(target);
        var read = ListOfElement.GetOrAdd(
            target.GetGenericArguments()[0], element => ListOfMethod.MakeGenericMethod(element).CreateDelegate<Func<ColumnReader, ulong, ulong, IList>>());
        var (offset, length) = Range(row);
        return read(Elements, offset, length);
    }

    private static List<T> ListOf<T>(ColumnReader elements, ulong offset, ulong length)
    {
        var list = new List<T>(checked((int)length));
        for (var row = offset; row < offset + length; row++)
        {
            if (elements.IsValid(row)) list.Add(elements.Get<T>(row));
            else list.Add(default(T) is null ? default! : throw new InvalidCastException("The list contains null value"));
        }

        return list;
    }
}
