namespace MlOps.Gateway.Limiting;

/// <summary>The requests of one workspace on one day; what is asked of another day begins anew.</summary>
internal sealed class DayCount(DateOnly day)
{
    private readonly Lock gate = new();
    private DateOnly day = day;
    private long pending;

    /// <summary>What the database knows of all nodes.</summary>
    public long Stored { get; set; }

    /// <summary>Counts one request more, unless there are <paramref name="limit"/>; 0 is no limit.</summary>
    public bool TryAdd(DateOnly today, long limit)
    {
        lock (gate)
        {
            Turn(today);
            if (limit > 0 && Stored + pending >= limit) return false;
            pending++;
            return true;
        }
    }

    /// <summary>What is not in the database yet.</summary>
    public long PendingOf(DateOnly today)
    {
        lock (gate) return day == today ? pending : 0;
    }

    /// <summary>Takes what is not in the database yet, to write it there.</summary>
    public (DateOnly Day, long Requests) Take()
    {
        lock (gate)
        {
            var taken = pending;
            Stored += taken;
            pending = 0;
            return (day, taken);
        }
    }

    /// <summary>What was taken could not be written.</summary>
    public void Return(DateOnly taken, long requests)
    {
        lock (gate)
        {
            if (day != taken) return;
            pending += requests;
            Stored -= requests;
        }
    }

    /// <summary>What was taken is written, and all nodes together have so many.</summary>
    public void IsStored(DateOnly taken, long requests)
    {
        lock (gate)
        {
            if (day == taken) Stored = requests;
        }
    }

    private void Turn(DateOnly today)
    {
        if (day == today) return;
        // What is left of the day before is not written any more: its limit counts for nothing now.
        (day, Stored, pending) = (today, 0, 0);
    }
}
