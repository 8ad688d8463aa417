using Weasel.Postgresql.Tables;

namespace Marten.Schema;

/// <summary>An index on members of a document's JSON.</summary>
public class ComputedIndex
{
    internal ComputedIndex(MemberPath[] members) => Members = members;

    /// <summary>The index's name; made from the members unless set.</summary>
    public string Name { get; set; } = null!;

    /// <summary>Whether no two documents may agree in all members.</summary>
    public bool IsUnique { get; set; }

    /// <summary>The order of the index.</summary>
    public SortOrder SortOrder { get; set; } = SortOrder.Asc;

    internal MemberPath[] Members { get; }
}
