using Google.Protobuf.WellKnownTypes;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Tests.Errors;

public sealed class FaultsTests
{
    [Fact]
    public void names_all_faults_at_once()
    {
        var faults = new Faults();
        faults.Name("Bad Name", "name");
        faults.Require(false, "rows", "must be greater than 0");
        faults.Length(new string('x', 6), "description", 5);
        faults.Finite(double.NaN, "threshold");
        faults.Text(" ", "text", 5);
        faults.Range(2, "share", 0, 1);
        faults.Count(11, "tags", 10);

        Should.Throw<InvalidRequestException>(faults.ThrowIfAny).Faults.Select(f => f.Field)
            .ShouldBe(["name", "rows", "description", "threshold", "text", "share", "tags"]);
    }

    [Fact]
    public void a_text_has_no_character_that_the_database_cannot_store() => new Faults().Length("a\0b", "description", 5).Any.ShouldBeTrue();

    [Theory]
    [InlineData("team", "city")]
    [InlineData("team", "")]
    [InlineData("", "city", "tags")]
    [InlineData("a\0b", "city", "tags")]
    [InlineData("too long", "city", "tags")]
    [InlineData("too long", "a\0b", "tags", "tags")]
    [InlineData("team", "a\0b", "tags.team")]
    [InlineData("team", "too long", "tags.team")]
    public void a_map_has_keys_and_texts_of_bounded_length(string key, string value, params string[] refused)
    {
        var faults = new Faults().Map(new Dictionary<string, string> { [key] = value }, "tags", max: 1, keyLength: 5, valueLength: 6);

        if (refused.Length == 0) faults.Any.ShouldBeFalse();
        else Should.Throw<InvalidRequestException>(faults.ThrowIfAny).Faults.Select(fault => fault.Field).ShouldBe(refused);
    }

    [Fact]
    public void a_map_has_no_more_entries_than_allowed() =>
        new Faults().Map(new Dictionary<string, string> { ["a"] = "", ["b"] = "" }, "tags", max: 1, keyLength: 5, valueLength: 5).Any.ShouldBeTrue();

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(-62_135_596_800, 0, false)]
    [InlineData(253_402_300_799, 999_999_999, false)]
    [InlineData(0, -1, true)]
    [InlineData(0, 1_000_000_000, true)]
    [InlineData(-62_135_596_801, 0, true)]
    [InlineData(253_402_300_800, 0, true)]
    public void a_moment_is_one_that_the_protocol_can_say(long seconds, int nanos, bool refused) =>
        new Faults().Moment(new Timestamp { Seconds = seconds, Nanos = nanos }, "as_of").Moment(null, "until").Any.ShouldBe(refused);

    [Fact]
    public void lets_a_sound_request_pass()
    {
        var faults = new Faults().Name("bike-demand.v1_2", "name").Length(null, "description", 5).Finite(1.5, "x").Text("ok", "text", 5);

        faults.Any.ShouldBeFalse();
        faults.ThrowIfAny();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("A")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData("é")]
    [InlineData(null)]
    public void refuses_what_is_no_resource_name(string? name) => new Faults().Name(name, "name").Any.ShouldBeTrue();

    [Fact]
    public void takes_names_up_to_128_characters()
    {
        new Faults().Name(new string('a', 128), "name").Any.ShouldBeFalse();
        new Faults().Name(new string('a', 129), "name").Any.ShouldBeTrue();
    }

    [Fact]
    public void reports_a_bounded_number()
    {
        var faults = new Faults();
        for (var i = 0; i < 10_000; i++) faults.Require(false, $"rows[{i}]", "is wrong");

        Should.Throw<InvalidRequestException>(faults.ThrowIfAny).Faults.Count.ShouldBe(100);
    }
}
