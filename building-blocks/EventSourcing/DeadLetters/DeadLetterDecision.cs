namespace MlOps.EventSourcing.DeadLetters;

/// <summary>A dead letter was replayed: its consumer has handled the message.</summary>
public sealed record DeadLetterReplayed(string DeadLetter, string Consumer, string By, DateTimeOffset At);

/// <summary>A dead letter was discarded: the message will not be handled.</summary>
public sealed record DeadLetterDiscarded(string DeadLetter, string Consumer, string By, DateTimeOffset At);

/// <summary>The decision about a dead letter, in stream <c>dead-letter/&lt;id&gt;</c>; there is none while the letter waits.</summary>
/// <param name="Id">The stream key.</param>
/// <param name="Replayed">True if it was replayed, false if it was discarded.</param>
/// <param name="By">The subject of the caller who decided.</param>
/// <param name="At">When it was decided.</param>
public sealed record DeadLetterDecision(string Id, bool Replayed, string By, DateTimeOffset At)
{
    /// <summary>The prefix of the stream keys.</summary>
    public const string StreamPrefix = "dead-letter/";

    /// <summary>The stream key of a dead letter.</summary>
    public static string StreamOf(string deadLetter) => StreamPrefix + deadLetter;

    public static DeadLetterDecision Create(DeadLetterReplayed e) => new(StreamOf(e.DeadLetter), true, e.By, e.At);

    public static DeadLetterDecision Create(DeadLetterDiscarded e) => new(StreamOf(e.DeadLetter), false, e.By, e.At);
}
