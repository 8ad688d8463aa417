using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;
using MlOps.Testing;
using Shouldly;

namespace MlOps.ServiceHost;

/// <summary>
/// The shapes of events that are stored or sent already, approved under <c>Approved/</c> beside the test; a change must be able to
/// read them.
/// </summary>
public static class ApprovedEvents
{
    // As the event store writes them, but in lines.
    private static readonly JsonSerializerOptions Storage =
        new() { WriteIndented = true, NewLine = "\n", Converters = { new JsonStringEnumConverter() } };
    private static readonly JsonFormatter Wire = new(JsonFormatter.Settings.Default.WithIndentation());

    /// <summary>The event is stored in its approved shape, and nothing is lost when that is read.</summary>
    public static void ShouldBeStoredAsApproved(this object stored, [CallerFilePath] string testFile = "")
    {
        var type = stored.GetType();
        var json = JsonSerializer.Serialize(stored, type, Storage);

        var approved = ApprovedFile.Read($"{type.Name}.stored.json", json, testFile);

        json.ShouldBe(approved);
        JsonSerializer.Serialize(JsonSerializer.Deserialize(approved, type, Storage), type, Storage).ShouldBe(approved);
    }

    /// <summary>The wire event has the stored event's name, and is sent in its approved shape.</summary>
    public static void ShouldBeSentAsApproved(this IMessage wire, object stored, [CallerFilePath] string testFile = "")
    {
        wire.Descriptor.Name.ShouldBe(stored.GetType().Name);
        wire.ShouldBeSentAsApproved(testFile);
    }

    /// <summary>The wire event is sent in its approved shape.</summary>
    public static void ShouldBeSentAsApproved(this IMessage wire, [CallerFilePath] string testFile = "")
    {
        var json = Wire.Format(wire);
        json.ShouldBe(ApprovedFile.Read($"{wire.Descriptor.Name}.wire.json", json, testFile));
    }

    /// <summary>The types of the events that a state is made from.</summary>
    public static IEnumerable<Type> EventsOf(Type state) =>
        state.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
        .Where(method => method.Name is "Create" or "Apply")
        .Select(method => method.GetParameters()[0].ParameterType);
}
