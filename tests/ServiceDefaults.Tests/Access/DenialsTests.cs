using Microsoft.Extensions.Time.Testing;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Tests.Access;

/// <summary>How many denied calls are recorded, and that none is lost from the count.</summary>
public sealed class DenialsTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch);
    private readonly Denials denials;

    public DenialsTests() => denials = new Denials(new EndpointAccess(), time);

    [Fact]
    public void of_one_subject_ten_a_minute_are_recorded_and_the_next_says_how_many_were_not()
    {
        Report("eve", 25);
        Taken().Select(denial => denial.LeftOut).ShouldBe(Enumerable.Repeat(0L, 10));

        time.Advance(Denials.Window);
        Report("eve", 1);

        Taken().ShouldHaveSingleItem().LeftOut.ShouldBe(15);
    }

    [Fact]
    public void what_has_no_successor_is_recorded_with_the_count_after_a_minute()
    {
        Report("eve", 25);
        Taken().Count.ShouldBe(10);
        denials.Sweep();
        Taken().ShouldBeEmpty();

        time.Advance(Denials.Window);
        denials.Sweep();

        // Itself, and 14 before it.
        Taken().ShouldHaveSingleItem().LeftOut.ShouldBe(14);
        time.Advance(Denials.Window);
        denials.Sweep();
        Taken().ShouldBeEmpty();
    }

    [Fact]
    public void of_one_service_a_hundred_a_minute_are_recorded_and_the_rest_is_counted()
    {
        for (var i = 0; i < 50; i++) Report($"subject-{i}", 5);
        Taken().Count.ShouldBe(100);

        var counted = 0L;
        for (var minute = 0; minute < 3; minute++)
        {
            time.Advance(Denials.Window);
            denials.Sweep();
            var taken = Taken();
            taken.Count.ShouldBeLessThanOrEqualTo(100);
            counted += taken.Sum(denial => 1 + denial.LeftOut);
        }

        counted.ShouldBe(150);
    }

    [Fact]
    public void a_full_queue_takes_nothing_and_loses_no_count()
    {
        // Nobody reads: a thousand wait at last, and the others are in the counts.
        for (var minute = 0; minute < 12; minute++)
        {
            for (var i = 0; i < 10; i++) Report($"subject-{i}", 20);
            time.Advance(Denials.Window);
        }

        var waiting = Taken();
        waiting.Count.ShouldBe(Denials.Capacity);
        time.Advance(Denials.Window);
        denials.Sweep();
        (waiting.Concat(Taken()).Sum(denial => 1 + denial.LeftOut)).ShouldBe(12 * 10 * 20);
    }

    [Fact]
    public void subjects_are_told_apart_up_to_a_limit_and_forgotten_when_they_are_quiet()
    {
        for (var i = 0; i < Denials.Subjects + 7; i++) Report($"subject-{i}", 1);
        denials.Sweep().ShouldBe(7);
        for (var minute = 0; minute < 110; minute++)
        {
            time.Advance(Denials.Window);
            denials.Sweep();
            Taken();
        }

        Report("another", 1);

        Taken().ShouldHaveSingleItem().Caller.Subject.ShouldBe("another");
    }

    private void Report(string subject, int times)
    {
        var caller = new Caller(subject, [], "default", "c-1");
        for (var i = 0; i < times; i++) denials.Report(caller, "registry.models.promote", "GET /", Denials.PermissionMissing);
    }

    private List<Denial> Taken()
    {
        var taken = new List<Denial>();
        while (denials.Reader.TryRead(out var denial)) taken.Add(denial);
        return taken;
    }
}
