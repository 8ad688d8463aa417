using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Access;

/// <summary>
/// Denied calls on their way to the record. A bounded queue, which no request waits for: at most 10 a minute of one subject and 100 of
/// the service; further ones are counted, and the count goes with the next one.
/// </summary>
internal sealed class Denials(EndpointAccess endpoints, TimeProvider time)
{
    public const string PermissionMissing = "permission-missing";
    public const int PerSubject = 10;
    public const int PerService = 100;
    public const int Capacity = 1_000;

    /// <summary>How many subjects are told apart at once; those beyond are not recorded, only counted.</summary>
    public const int Subjects = 10_000;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<(string Workspace, string Subject), Seen> seen = [];
    private readonly Channel<Denial> queue = Channel.CreateBounded<Denial>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private DateTimeOffset since = time.GetUtcNow();
    private int recorded;
    private long unknown;

    /// <summary>What is to be recorded.</summary>
    public ChannelReader<Denial> Reader => queue.Reader;

    /// <summary>Reports a refused call; never blocks and never fails.</summary>
    public void Report(Caller caller, string permission, string method, string rule)
    {
        var denial = new Denial(caller, permission, method, rule, 0, time.GetUtcNow());
        lock (gate)
        {
            Turn(denial.At);
            var key = (caller.Workspace, caller.Subject);
            if (!seen.TryGetValue(key, out var subject))
            {
                if (seen.Count >= Subjects)
                {
                    unknown++;
                    return;
                }

                seen.Add(key, subject = new Seen(denial.At));
            }

            if (denial.At - subject.Since >= Window) subject.Begin(denial.At);
            if (subject.Recorded >= PerSubject || !TryRecord(subject, denial)) subject.Last = denial with { LeftOut = subject.LeftOut++ };
        }
    }

    /// <summary>Reports the exception of a handler, if it is about what its caller may do.</summary>
    public void Report(HttpContext context, Exception exception)
    {
        var rule = exception switch
        {
            PermissionDeniedException => PermissionMissing,
            RuleBrokenException { DeniesCaller: true } broken => broken.Rule,
            _ => null,
        };
        if (rule is null || Caller.CurrentOrNone is not { } caller) return;
        var endpoint = endpoints.Of(context.GetEndpoint());
        Report(caller, (exception as PermissionDeniedException)?.Permission ?? endpoint.Permission, endpoint.Method, rule);
    }

    /// <summary>
    /// Once a minute: what was left out and had no successor is recorded with its count, and subjects that are quiet are forgotten.
    /// Returns how many denials of subjects beyond <see cref="Subjects"/> there were.
    /// </summary>
    public long Sweep(bool all = false)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            Turn(now);
            foreach (var (key, subject) in seen)
            {
                if (!all && now - subject.Since < Window) continue;
                if (subject.Last is null) seen.Remove(key);
                else if (TryRecord(subject, subject.Last)) subject.Begin(now, recorded: 1);
            }

            (var beyond, unknown) = (unknown, 0);
            return beyond;
        }
    }

    private void Turn(DateTimeOffset now)
    {
        if (now - since >= Window) (since, recorded) = (now, 0);
    }

    /// <summary>Puts a denial into the queue with the count of those left out before it; false if the service has had its share.</summary>
    private bool TryRecord(Seen subject, Denial denial)
    {
        // The last one that was left out does not count itself.
        var leftOut = ReferenceEquals(denial, subject.Last) ? denial.LeftOut : subject.LeftOut;
        if (recorded >= PerService || !queue.Writer.TryWrite(denial with { LeftOut = leftOut })) return false;
        recorded++;
        subject.Recorded++;
        (subject.LeftOut, subject.Last) = (0, null);
        return true;
    }

    /// <summary>What one subject was refused within a minute.</summary>
    private sealed class Seen(DateTimeOffset since)
    {
        public DateTimeOffset Since { get; private set; } = since;

        public int Recorded { get; set; }

        public long LeftOut { get; set; }

        public Denial? Last { get; set; }

        public void Begin(DateTimeOffset now, int recorded = 0) => (Since, Recorded) = (now, recorded);
    }
}
