using Google.Protobuf;
using Google.Protobuf.Collections;
using Grpc.Core;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceHost;

namespace MlOps.Catalog.Tests;

/// <summary>The largest values that the catalog accepts, and changes that make them larger.</summary>
internal static class Largest
{
    // Three bytes in UTF-8, six in JSON.
    public const char Wide = '特';

    public static ImportHeader Header(string dataset) => new()
    {
        Dataset = dataset, FileName = new string(Wide, Limits.PathLength - 4) + ".csv", Metadata = { Labels() },
        Reason = Text(Limits.ReasonLength), RequestId = Text(128),
    };

    public static string WideCsv(int columns, int nameLength) =>
        $"{string.Join(",", Enumerable.Range(0, columns).Select(i => ColumnName(i, nameLength)))}\n{string.Join(",", Enumerable.Repeat("x", columns))}\n";

    public static string ColumnName(int index, int length) => $"{index:D4}".PadRight(length, Wide);

    public static string[] Origins() =>
        [.. Enumerable.Range(0, Limits.DerivedFrom).Select(i => $"{i:D4}".PadRight(Limits.DerivedFromLength / Limits.DerivedFrom, Wide))];

    public static void OneLongNode(RepeatedField<string> nodes)
    {
        nodes.Clear();
        nodes.Add(new string('x', Limits.PathLength + 1));
    }

    /// <summary>As many entries as there may be, with as many characters together.</summary>
    public static Dictionary<string, string> Labels() => Enumerable.Range(0, Limits.Labels)
        .ToDictionary(
            i => $"{i:D2}".PadRight(Limits.LabelKeyLength, 'k'),
            _ => new string(Wide, (Limits.LabelsLength / Limits.Labels) - Limits.LabelKeyLength));

    public static void TooManyLabels(MapField<string, string> labels)
    {
        labels.Clear();
        for (var i = 0; i <= Limits.Labels; i++) labels[$"{i}"] = "";
    }

    public static void LongKey(MapField<string, string> labels)
    {
        labels.Clear();
        labels[new string('k', Limits.LabelKeyLength + 1)] = "";
    }

    public static void LongValue(MapField<string, string> labels)
    {
        labels.Clear();
        labels["k"] = new string('v', Limits.LabelValueLength + 1);
    }

    public static string Text(int length) => new(Wide, length);

    /// <summary>As long as a name may be.</summary>
    public static string Name(string start) => start.PadRight(128, 'n');

    /// <summary>Each change of a legal request is refused with the field at fault; returns how many there were.</summary>
    public static async Task<int> RefuseEachAsync<T>(T legal, Func<T, object> send, params (string Field, Action<T> Enlarge)[] larger)
        where T : IDeepCloneable<T>
    {
        foreach (var (field, enlarge) in larger)
        {
            var request = legal.Clone();
            enlarge(request);
            var refused = await Refused.WithAsync(StatusCode.InvalidArgument, () => send(request) switch
            {
                Task task => task,
                var call => (Task)call.GetType().GetProperty("ResponseAsync")!.GetValue(call)!,
            });
            refused.Fields().ShouldContain(field);
        }

        return larger.Length;
    }
}
