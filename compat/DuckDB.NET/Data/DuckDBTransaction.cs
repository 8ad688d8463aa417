using System.Data;
using System.Data.Common;

namespace DuckDB.NET.Data;

/// <summary>A transaction; rolled back when disposed before it was committed.</summary>
public class DuckDBTransaction : DbTransaction
{
    private readonly DuckDBConnection connection;
    private bool finished;

    public DuckDBTransaction(DuckDBConnection connection, IsolationLevel isolationLevel)
    {
        if (isolationLevel is not (IsolationLevel.Snapshot or IsolationLevel.Unspecified))
            throw new ArgumentException($"Unsupported isolation level: {isolationLevel}", nameof(isolationLevel));
        (this.connection, IsolationLevel) = (connection, isolationLevel);
        Execute("BEGIN TRANSACTION;");
    }

    public override IsolationLevel IsolationLevel { get; }

    protected override DbConnection DbConnection => connection;

    public override void Commit() => Finish("COMMIT;");

    public override void Rollback() => Finish("ROLLBACK;");

    protected override void Dispose(bool disposing)
    {
        if (disposing && !finished && connection.State == ConnectionState.Open) Rollback();
        base.Dispose(disposing);
    }

    private void Finish(string statement)
    {
        if (finished) throw new InvalidOperationException("Transaction has already been finished.");
        Execute(statement);
        connection.Transaction = null;
        finished = true;
    }

    private void Execute(string statement)
    {
        using var command = new DuckDBCommand(statement, connection);
        command.ExecuteNonQuery();
    }
}
