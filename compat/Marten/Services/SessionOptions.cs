using System.Data;
using JasperFx;
using Npgsql;

namespace Marten.Services;

/// <summary>How a session is opened.</summary>
public sealed class SessionOptions
{
    /// <summary>Listeners of this session alone.</summary>
    public IList<IDocumentSessionListener> Listeners { get; } = [];

    /// <summary>What the session remembers; only <see cref="DocumentTracking.None"/> differs from the default of nothing else.</summary>
    public DocumentTracking Tracking { get; set; } = DocumentTracking.None;

    /// <summary>Seconds that a command may take.</summary>
    public int? Timeout { get; set; }

    /// <summary>Isolation of the session's transaction.</summary>
    public IsolationLevel IsolationLevel { get; set; } = IsolationLevel.ReadCommitted;

    /// <summary>The session's tenant.</summary>
    public string TenantId { get; set; } = StorageConstants.DefaultTenantId;

    /// <summary>The caller's connection, where it gave one.</summary>
    public NpgsqlConnection? Connection { get; internal set; }

    /// <summary>The caller's transaction, where it gave one.</summary>
    public NpgsqlTransaction? Transaction { get; private set; }

    /// <summary>Works in the caller's transaction, which the session commits when <paramref name="shouldAutoCommit"/>.</summary>
    public static SessionOptions ForTransaction(NpgsqlTransaction transaction, bool shouldAutoCommit = false) => new()
    {
        Transaction = transaction,
        Connection = transaction.Connection,
        CommitsTransaction = shouldAutoCommit,
    };

    /// <summary>Works on the caller's connection.</summary>
    public static SessionOptions ForConnection(NpgsqlConnection connection) => new() { Connection = connection };

    internal bool CommitsTransaction { get; private init; }
}
