using JasperFx;
using Marten.Exceptions;

namespace MlOps.EventSourcing;

/// <summary>Saves that failed because another one of the same stream was first: they may be decided again.</summary>
public static class LostRace
{
    /// <summary>Whether the exception of a save means that.</summary>
    public static bool Is(Exception exception) => exception is ConcurrencyException or ExistingStreamIdCollisionException;
}
