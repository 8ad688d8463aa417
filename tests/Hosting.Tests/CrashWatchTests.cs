using Aspire.Hosting.ApplicationModel;
using MlOps.Hosting.Restarts;

namespace MlOps.Hosting.Tests;

public sealed class CrashWatchTests
{
    private readonly ManualTime time = new();
    private readonly CrashWatch watch;

    public CrashWatchTests() => watch = new CrashWatch(time);

    [Fact]
    public void delays_double_up_to_half_a_minute_and_begin_anew_after_a_minute_of_running()
    {
        var delays = Enumerable.Range(0, 8).Select(_ => Crash(TimeSpan.FromSeconds(1)).TotalSeconds).ToList();

        delays.ShouldBe([0.5, 1, 2, 4, 8, 16, 30, 30]);
        Crash(TimeSpan.FromMinutes(1)).TotalSeconds.ShouldBe(0.5);
    }

    [Fact]
    public void one_end_is_one_crash_however_often_it_is_told()
    {
        watch.Next(KnownResourceStates.Running);

        watch.Next(KnownResourceStates.Exited).ShouldNotBeNull();
        watch.Next(KnownResourceStates.Exited).ShouldBeNull();
    }

    [Fact]
    public void a_stop_is_no_crash_and_the_next_end_is_one_again()
    {
        watch.Next(KnownResourceStates.Running);
        watch.Next(KnownResourceStates.Stopping);
        watch.Next(KnownResourceStates.Finished).ShouldBeNull();

        Crash(TimeSpan.Zero).ShouldBe(TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public void what_could_not_be_started_is_tried_again()
    {
        watch.Next(KnownResourceStates.Starting);

        watch.Next(KnownResourceStates.FailedToStart).ShouldNotBeNull();
    }

    private TimeSpan Crash(TimeSpan uptime)
    {
        watch.Next(KnownResourceStates.Running).ShouldBeNull();
        time.Advance(uptime);
        return watch.Next(KnownResourceStates.Exited).ShouldNotBeNull();
    }

    private sealed class ManualTime : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(TimeSpan time) => ticks += time.Ticks;
    }
}
