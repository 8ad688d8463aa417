namespace MlOps.EventSourcing.DeadLetters;

/// <summary>The consumer handled the message after all, on somebody's order.</summary>
public sealed record DeadLetterReplayed(string DeadLetter, string Consumer, string By, DateTimeOffset At);

/// <summary>Somebody decided that the message need not be handled.</summary>
public sealed record DeadLetterDiscarded(string DeadLetter, string Consumer, string By, DateTimeOffset At);

/// <summary>What became of a dead letter; there is none while it waits. Stream <c>dead-letter/&lt;id&gt;</c>.</summary>
/// <param name="Id">The stream.</param>
/// <param name="Replayed">Whether it was handled; discarded otherwise.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When.</param>
public sealed record DeadLetterDecision(string Id, bool Replayed, string By, DateTimeOffset At)
{
    /// <summary>Prefix of the streams.</summary>
    public const string StreamPrefix = "dead-letter/";

    /// <summary>The stream of a dead letter.</summary>
    public static string StreamOf(string deadLetter) => StreamPrefix + deadLetter;

    public static DeadLetterDecision Create(DeadLetterReplayed e) => new(StreamOf(e.DeadLetter), true, e.By, e.At);

    public static DeadLetterDecision Create(DeadLetterDiscarded e) => new(StreamOf(e.DeadLetter), false, e.By, e.At);
}
