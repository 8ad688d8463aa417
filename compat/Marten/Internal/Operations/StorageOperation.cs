using Marten.Internal.Sessions;
using Npgsql;

namespace Marten.Internal.Operations;

/// <summary>One command of a save.</summary>
internal abstract class StorageOperation
{
    /// <summary>The document type whose table must exist; null for none.</summary>
    public virtual Marten.Schema.DocumentMapping? Mapping => null;

    public abstract NpgsqlBatchCommand ToCommand(DocumentSession session);

    /// <summary>Whether the command gives rows.</summary>
    public virtual bool HasResult => false;

    public virtual void ReadResult(NpgsqlDataReader reader)
    {
    }

    /// <summary>The exception that the original would throw, or null for one without meaning of its own.</summary>
    public virtual Exception? Translate(PostgresException exception) => null;
}
