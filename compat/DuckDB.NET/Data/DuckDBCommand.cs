using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace DuckDB.NET.Data;

/// <summary>One or more SQL statements. They are parsed together and prepared and run one after the other.</summary>
public class DuckDBCommand : DbCommand
{
    private readonly DuckDBParameterCollection parameters = [];
    private DuckDBConnection? connection;

    public DuckDBCommand()
    {
    }

    public DuckDBCommand(string commandText) => CommandText = commandText;

    public DuckDBCommand(string commandText, DuckDBConnection connection) : this(commandText) => this.connection = connection;

    [AllowNull]
    public override string CommandText { get; set => field = value ?? ""; } = "";

    /// <summary>Not looked at; cancel with a token or <see cref="Cancel"/>.</summary>
    public override int CommandTimeout { get; set; }

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    /// <summary>Whether rows are computed while they are read, instead of all before the first.</summary>
    public bool UseStreamingMode { get; set; }

    public new virtual DuckDBParameterCollection Parameters => parameters;

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => connection = (DuckDBConnection?)value;
    }

    protected override DbParameterCollection DbParameterCollection => parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    /// <summary>Interrupts what the connection is running, from another thread; that ends in <see cref="OperationCanceledException"/>.</summary>
    public override void Cancel() => connection?.Interrupt();

    /// <summary>Does nothing: statements are prepared when they run, since an earlier one may create what a later one needs.</summary>
    public override void Prepare()
    {
    }

    /// <summary>Runs every statement and gives how many rows they changed.</summary>
    public override int ExecuteNonQuery() => ExecuteNonQuery(CancellationToken.None);

    /// <summary>The first value of the first row, <see cref="DBNull"/> where it is NULL, null where there is no row.</summary>
    public override object? ExecuteScalar() => ExecuteScalar(CancellationToken.None);

    public new DuckDBDataReader ExecuteReader() => Execute(CommandBehavior.Default, CancellationToken.None);

    public new DuckDBDataReader ExecuteReader(CommandBehavior behavior) => Execute(behavior, CancellationToken.None);

    // DuckDB works on the caller's thread; these differ in that a cancelled token interrupts it, at whatever moment that happens.
    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => Run(() => ExecuteNonQuery(cancellationToken), cancellationToken);

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => Run(() => ExecuteScalar(cancellationToken), cancellationToken);

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Execute(behavior, CancellationToken.None);

    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        Run<DbDataReader>(() => Execute(behavior, cancellationToken), cancellationToken);

    protected override DbParameter CreateDbParameter() => new DuckDBParameter();

    private int ExecuteNonQuery(CancellationToken cancellation)
    {
        var changed = 0;
        foreach (var result in Results(cancellation))
        {
            using (result) changed += result.RowsChanged;
        }

        return changed;
    }

    private object? ExecuteScalar(CancellationToken cancellation)
    {
        using var reader = Execute(CommandBehavior.Default, cancellation);
        return reader.Read() ? reader.GetValue(0) : null;
    }

    private DuckDBDataReader Execute(CommandBehavior behavior, CancellationToken cancellation) =>
        new(Results(cancellation), behavior.HasFlag(CommandBehavior.CloseConnection) ? connection : null);

    private IEnumerable<QueryResult> Results(CancellationToken cancellation)
    {
        var open = connection?.RequireOpen("Execute") ?? throw new InvalidOperationException("Execute requires an open connection");
        return Statement.ExecuteAll(open, CommandText, parameters, UseStreamingMode, cancellation);
    }

    private static Task<T> Run<T>(Func<T> run, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<T>(cancellation);
        try
        {
            return Task.FromResult(run());
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellation);
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
    }
}
