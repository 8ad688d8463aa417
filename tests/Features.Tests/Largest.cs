using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Rpc;
using Grpc.Core;
using MlOps.ServiceHost;

namespace MlOps.Features.Tests;

/// <summary>The largest values that the feature store accepts, and changes that make them larger.</summary>
internal static class Largest
{
    // Three bytes in UTF-8, six in JSON.
    private const char Wide = '特';

    public static string Text(int length) => new(Wide, length);

    /// <summary>As long as a name may be.</summary>
    public static string Name(string start) => start.PadRight(128, 'n');

    /// <summary>A name of a key or feature, as long as it may be.</summary>
    public static string Column(int index) => $"f{index:D4}".PadRight(128, 'c');

    /// <summary>A column of a source, as long as it may be.</summary>
    public static string SourceColumn(int index) => $"s{index:D4}".PadRight(Limits.ColumnLength, Wide);

    /// <summary>As many tags as there may be, with as many characters together.</summary>
    public static Dictionary<string, string> Tags() => Enumerable.Range(0, Limits.Tags)
        .ToDictionary(i => $"{i:D3}", _ => new string(Wide, (Limits.TagsLength / Limits.Tags) - 3));

    public static void TooManyTags(MapField<string, string> tags)
    {
        tags.Clear();
        for (var i = 0; i <= Limits.Tags; i++) tags[$"{i}"] = "";
    }

    /// <summary>Each change of a legal request is refused with the field at fault; returns how many there were.</summary>
    public static async Task<int> RefuseEachAsync<T>(T legal, Func<T, object> send, params (string Field, Action<T> Enlarge)[] larger)
        where T : IDeepCloneable<T>
    {
        foreach (var (field, enlarge) in larger)
        {
            var request = legal.Clone();
            enlarge(request);
            (await Refused.WithAsync(StatusCode.InvalidArgument, () => ResponseOf(send(request)))).Fields().ShouldContain(field);
        }

        return larger.Length;
    }

    /// <summary>The limit that a call exceeds.</summary>
    public static async Task<string> LimitAsync(Func<Task> call) =>
        (await Refused.WithAsync(StatusCode.ResourceExhausted, call)).GetDetail<QuotaFailure>()!.Violations.Single().Subject;

    private static Task ResponseOf(object call) => (Task)call.GetType().GetProperty("ResponseAsync")!.GetValue(call)!;
}
