using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;
using MlOps.EventSourcing.Publishing;
using MlOps.Testing;
using Shouldly;

namespace MlOps.ServiceHost;

/// <summary>
/// The shapes of events that are stored or sent already, approved under <c>Approved/</c> beside the test by the event's name. Every
/// version must stay readable.
/// </summary>
public static class ApprovedEvents
{
    // As the event store writes them, but in lines.
    private static readonly JsonSerializerOptions Storage = new() { WriteIndented = true, NewLine = "\n", Converters = { new JsonStringEnumConverter() } };
    private static readonly JsonFormatter Wire = new(JsonFormatter.Settings.Default.WithIndentation());

    /// <summary>The event is stored in the newest approved shape, of which nothing is lost when it is read; older shapes can be read.</summary>
    public static void ShouldBeStoredAsApproved(this object stored, [CallerFilePath] string testFile = "")
    {
        var type = stored.GetType();
        var json = JsonSerializer.Serialize(stored, type, Storage);

        var approved = ApprovedVersions.Read(NameOf(type), "stored", json, testFile);

        json.ShouldBe(approved[^1]);
        JsonSerializer.Serialize(JsonSerializer.Deserialize(approved[^1], type, Storage), type, Storage).ShouldBe(approved[^1]);
        foreach (var old in approved) JsonSerializer.Deserialize(old, type, Storage).ShouldNotBeNull();
    }

    /// <summary>The wire event has the stored event's name, and is sent in its approved shape.</summary>
    public static void ShouldBeSentAsApproved(this IMessage wire, object stored, [CallerFilePath] string testFile = "")
    {
        wire.Descriptor.Name.ShouldBe(stored.GetType().Name);
        wire.ShouldBeSentAsApproved(testFile);
    }

    /// <summary>The wire event is sent in the newest approved shape; older shapes can be read.</summary>
    public static void ShouldBeSentAsApproved(this IMessage wire, [CallerFilePath] string testFile = "")
    {
        var json = Wire.Format(wire);
        var approved = ApprovedVersions.Read(wire.Descriptor.Name, "wire", json, testFile);
        json.ShouldBe(approved[^1]);
        foreach (var old in approved) JsonParser.Default.Parse(old, wire.Descriptor).ShouldNotBeNull();
    }

    /// <summary>The types of the events that a state is made from.</summary>
    public static IEnumerable<Type> EventsOf(Type state) => state.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
        .Where(method => method.Name is "Create" or "Apply")
        .Select(method => method.GetParameters()[0].ParameterType);

    /// <summary>What the service's table calls an event in the store.</summary>
    private static string NameOf(Type stored)
    {
        var publishes = stored.Assembly.GetTypes().Single(type => type is { Name: "Publishes", Namespace: not null });
        var table = (WireEvents)publishes.GetProperty("Table")!.GetValue(null)!;
        return table.Names.Single(name => name.Value == stored).Key;
    }
}
