using System.Text.RegularExpressions;

namespace MlOps.Architecture.Tests;

/// <summary>README's event table, <c>when / decided in / event / who reacts</c>, held against the code.</summary>
public sealed partial class EventTableTests
{
    private static readonly List<Row> Table = ReadTable();

    [Fact]
    public void the_table_is_there() => Table.Count.ShouldBeGreaterThan(20);

    [Fact]
    public void every_file_that_a_row_names_exists()
    {
        var missing = Table.SelectMany(row => row.Files).Where(file => !File.Exists(Path.Combine(SourceTree.Root, "services", file))).ToList();
        missing.ShouldBeEmpty();
    }

    [Fact]
    public void every_stored_event_has_a_row()
    {
        var events = StoredEvents().ToList();
        events.Count.ShouldBeGreaterThan(20);
        events.Except(Table.SelectMany(row => row.Events)).ShouldBeEmpty();
    }

    [Fact]
    public void every_row_names_a_stored_event() => Table.SelectMany(row => row.Events).Except(StoredEvents()).ShouldBeEmpty();

    [Fact]
    public void every_consumer_stands_in_the_table()
    {
        var consumers = SourceTree.CSharp("services/").Where(file => OnEvent().IsMatch(file)).Select(file => file["services/".Length..]).ToList();
        consumers.ShouldNotBeEmpty();
        consumers.Except(Table.SelectMany(row => row.Files)).ShouldBeEmpty();
    }

    [Fact]
    public void every_stored_event_has_an_approved_form() => Unapproved(Events(Named()), "stored").ShouldBeEmpty();

    [Fact]
    public void every_wire_event_has_an_approved_form() => Unapproved(Events(PublishedWire()), "wire").ShouldBeEmpty();

    [Fact]
    public void every_approved_stored_form_is_of_an_event_that_a_table_names()
    {
        var named = Events(Named()).Concat(Events(Upcast())).ToHashSet();
        Approved().Where(file => file.EndsWith(".stored.json", StringComparison.Ordinal))
            .Where(file => !named.Contains(file.Split('.')[0])).ShouldBeEmpty();
    }

    private static IEnumerable<string> Unapproved(IEnumerable<string> events, string form)
    {
        var approved = Approved().ToHashSet();
        return events.Select(name => $"{name}.v1.{form}.json").Where(file => !approved.Contains(file));
    }

    private static IEnumerable<string> Approved() =>
        SourceTree.Files.Where(file => file.Contains("/Approved/")).Select(file => Path.GetFileName(file));

    /// <summary>The events of each service's publishing table: its keys are all the event types of the store.</summary>
    private static IEnumerable<string> StoredEvents() => Events(Published());

    private static IEnumerable<string> Events(Regex entry) => SourceTree.CSharp("services/")
        .Where(file => file.EndsWith("/Kafka/Publishes.cs", StringComparison.Ordinal))
        .SelectMany(file => entry.Matches(SourceTree.Read(file)).Select(match => match.Groups[1].Value));

    private static List<Row> ReadTable() =>
    [
        .. SourceTree.Read("README.md").Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Count(c => c == '|') == 5 && line.Contains(".cs`"))
            .Select(line => line.Split('|'))
            .Select(cells => new Row(
                [.. Code().Matches(cells[2] + cells[4]).Select(match => match.Groups[1].Value).Where(name => name.EndsWith(".cs", StringComparison.Ordinal))],
                [.. Code().Matches(cells[3]).Select(match => match.Groups[1].Value)])),
    ];

    [GeneratedRegex(@"\.(?:Add|AddAsync|Private)<(?:\w+\.)*(\w+)>")]
    private static partial Regex Published();

    [GeneratedRegex(@"\.(?:Add|AddAsync)<(?:\w+\.)*(\w+)>")]
    private static partial Regex PublishedWire();

    [GeneratedRegex(@"\.(?:Add|AddAsync|Private)<[\w.]+>\(\s*""(\w+)""")]
    private static partial Regex Named();

    [GeneratedRegex(@"\.Upcast<[\w., ]+>\(\s*""(\w+)""")]
    private static partial Regex Upcast();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"/Kafka/On\w+\.cs$")]
    private static partial Regex OnEvent();

    private sealed record Row(List<string> Files, List<string> Events);
}
