using JasperFx;
using Marten.Exceptions;
using Npgsql;

namespace MlOps.EventSourcing;

/// <summary>Detects optimistic concurrency failures: another transaction appended to the same stream first, so decide again.</summary>
public static class LostRace
{
    /// <summary>Whether an exception of <c>SaveChangesAsync</c> is a lost race.</summary>
    public static bool Is(Exception exception) => exception
        is ConcurrencyException
        or ExistingStreamIdCollisionException
        // Two appends that both create the stream.
        or MartenCommandException
        {
            InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "mt_streams" },
        };
}
