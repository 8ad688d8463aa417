using System.Text;
using System.Text.Json.Nodes;

namespace MlOps.Serving.Tests;

/// <summary>Bodies of inference requests with one hostile value at a time in each of their places.</summary>
internal static class HostileJson
{
    private const string Place = "\"@place@\"";

    private const string Sound = """
        {"id":"x","parameters":{"p":1},"inputs":[
          {"name":"temp","shape":[1],"datatype":"FP32","parameters":{"p":1},"data":[1]},
          {"name":"hum","shape":[1],"datatype":"INT64","data":[1]}],
         "outputs":[{"name":"cnt","parameters":{"p":1}}]}
        """;

    /// <summary>JSON, and what only looks like it.</summary>
    private static readonly (string Name, string Json)[] Values =
    [
        ("null", "null"), ("true", "true"), ("empty text", "\"\""), ("text", "\"text\""), ("nul", "\"\\u0000\""), ("text with nul", "\"a\\u0000b\""),
        ("half a surrogate pair", "\"\\ud800\""), ("other half", "\"\\udc00x\""), ("emoji", "\"\ud83d\ude00\""), ("escape at the end", "\"\\"),
        ("100,000 characters", $"\"{new string('x', 100_000)}\""), ("100,000 escapes", $"\"{string.Concat(Enumerable.Repeat("\\u0000", 100_000))}\""),
        ("control characters", "\"\\r\\n\\u001b[31m\""), ("raw control character", "\"\u0001\""),
        ("zero", "0"), ("negative", "-1"), ("fraction", "1.5"), ("1e999", "1e999"), ("-1e999", "-1e999"), ("long", "9223372036854775807"),
        ("beyond long", "9223372036854775808"), ("100 digits", new string('9', 100)), ("100,000 digits", new string('9', 100_000)),
        ("NaN", "NaN"), ("Infinity", "-Infinity"), ("leading zero", "01"), ("plus", "+1"), ("hex", "0x1"),
        ("empty array", "[]"), ("empty object", "{}"), ("array of null", "[null]"), ("array of text", "[\"1\"]"), ("array of objects", "[{}]"),
        ("array of mixed", "[1,\"1\",true,null,[1]]"), ("two", "[1,2]"), ("negative shape", "[-1]"), ("zero shape", "[0]"),
        ("huge shape", "[9223372036854775807]"), ("overflowing shape", "[65536,65536,65536,65536]"), ("nine dimensions", "[1,1,1,1,1,1,1,1,1]"),
        ("131,073", "[131073]"), ("200,000 numbers", $"[{string.Join(',', Enumerable.Repeat("1", 200_000))}]"),
        ("30 levels", Deep(30)), ("40 levels", Deep(40)), ("10,000 levels", Deep(10_000)), ("object of 40 levels", DeepObject(40)),
        ("open array", "["), ("open object", "{"), ("comment", "/* x */1"), ("trailing comma", "[1,]"), ("nothing", ""),
        ("10,001 objects", $"[{string.Join(',', Enumerable.Repeat("{\"name\":\"temp\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}", 10_001))}]"),
    ];

    private static readonly (string Name, byte[] Bytes)[] Others =
    [
        ("no bytes", []), ("white space", "   "u8.ToArray()), ("nul", [0]), ("not UTF-8", [0xff, 0xfe, 0x7b]), ("UTF-16", Encoding.Unicode.GetBytes(Sound)),
        ("byte order mark", [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Sound)]), ("not UTF-8 in a name", [.. "{\"id\":\""u8, 0xff, .. "\"}"u8]),
        ("two documents", Encoding.UTF8.GetBytes(Sound + Sound)), ("gzip", [0x1f, 0x8b, 8, 0, 0]),
        ("100,000 levels", Encoding.UTF8.GetBytes(Deep(100_000))), ("1,000,000 fields", Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"{i}\":0"))}}}")),
        ("same field 1,000 times", Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Repeat("\"inputs\":[]", 1000))}}}")),
        ("16 MiB and one", Encoding.UTF8.GetBytes(new string(' ', (16 << 20) + 1))),
    ];

    public static IEnumerable<(string Name, byte[] Bytes)> Bodies()
    {
        foreach (var path in Paths(JsonNode.Parse(Sound)!, []))
        {
            foreach (var (name, json) in Values)
                yield return ($"{string.Join('.', path)} = {name}", Encoding.UTF8.GetBytes(With(path, node => node.ReplaceWith("@place@")).Replace(Place, json)));
            if (path.Length == 0) continue;
            yield return ($"without {string.Join('.', path)}", Encoding.UTF8.GetBytes(With(path, Remove)));
        }
        foreach (var other in Others) yield return other;
    }

    private static string Deep(int levels) => new string('[', levels) + "1" + new string(']', levels);

    private static string DeepObject(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);

    /// <summary>The places in a document, of objects and arrays too.</summary>
    private static IEnumerable<object[]> Paths(JsonNode node, object[] path)
    {
        yield return path;
        var children = node switch
        {
            JsonObject o => o.Select(field => ((object)field.Key, field.Value!)),
            JsonArray a => a.Select((item, index) => ((object)index, item!)),
            _ => [],
        };
        foreach (var (key, child) in children)
        {
            foreach (var inner in Paths(child, [.. path, key])) yield return inner;
        }
    }

    private static string With(object[] path, Action<JsonNode> change)
    {
        var root = new JsonObject { ["root"] = JsonNode.Parse(Sound) };
        var node = root["root"]!;
        foreach (var key in path) node = key is string name ? node[name]! : node[(int)key]!;
        change(node);
        return root["root"]!.ToJsonString();
    }

    private static void Remove(JsonNode node)
    {
        if (node.Parent is JsonArray array) array.RemoveAt(node.GetElementIndex());
        else node.Parent!.AsObject().Remove(node.GetPropertyName());
    }
}
