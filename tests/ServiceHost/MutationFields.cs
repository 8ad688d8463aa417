using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace MlOps.ServiceHost;

/// <summary>The fields that every mutation has, in its request or in the header of a streamed one.</summary>
internal static class MutationFields
{
    private const string RequestId = "request_id";
    private const string ExpectedVersion = "expected_version";

    public static bool Has(MessageDescriptor type) =>
        type.FindFieldByName(RequestId) is not null || HeaderOf(type)?.MessageType.FindFieldByName(RequestId) is not null;

    /// <summary>A copy of the requests with this id.</summary>
    public static IReadOnlyList<IMessage> WithId(IReadOnlyList<IMessage> requests, string id) => With(requests, RequestId, id);

    /// <summary>A copy of the requests that says another version, so that its content is another one.</summary>
    public static IReadOnlyList<IMessage> WithVersion(IReadOnlyList<IMessage> requests, long version) =>
        With(requests, ExpectedVersion, version);

    private static IReadOnlyList<IMessage> With(IReadOnlyList<IMessage> requests, string field, object value)
    {
        var type = requests[0].Descriptor;
        var copy = type.Parser.ParseFrom(requests[0].ToByteArray());
        var holder = type.FindFieldByName(field) is null ? (IMessage)HeaderOf(type)!.Accessor.GetValue(copy) : copy;
        var found = holder.Descriptor.FindFieldByName(field)
            ?? throw new ArgumentException($"{type.FullName} has no field {field}.", nameof(requests));
        found.Accessor.SetValue(holder, value);
        return [copy, .. requests.Skip(1)];
    }

    private static FieldDescriptor? HeaderOf(MessageDescriptor type) =>
        type.FindFieldByName("header") is { FieldType: FieldType.Message } header ? header : null;
}
