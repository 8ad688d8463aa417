using Marten.Exceptions;
using MlOps.ServiceDefaults.Errors;
using Npgsql;

namespace MlOps.EventSourcing;

/// <summary>Translates exceptions of Marten and PostgreSQL.</summary>
internal sealed class StoreErrors : IErrorTranslation
{
    public Exception? Translate(Exception exception) => exception switch
    {
        _ when LostRace.Is(exception) =>
            new VersionConflictException("The resource was changed concurrently; read it again and retry.", exception),
        InvalidStreamOperationException => new RuleBrokenException("archived", "", "The resource is archived."),
        _ when ExceptionChain.Of(exception).Any(e => e is PostgresException { SqlState: PostgresErrorCodes.DiskFull }) =>
            new LimitExceededException("disk", "No space left on the disk."),
        _ when ExceptionChain.Of(exception).Any(e => e is NpgsqlException { IsTransient: true }) =>
            new UnavailableException("DATABASE_UNAVAILABLE", "The database is unavailable; retry later.", exception),
        _ => null,
    };
}
