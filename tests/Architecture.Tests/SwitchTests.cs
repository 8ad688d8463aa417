using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;

namespace MlOps.Architecture.Tests;

/// <summary><c>-p:OfficialPackages</c>, as MSBuild evaluates it for a project that stands on everything (<c>Switch.targets</c>).</summary>
public sealed class SwitchTests
{
    private static readonly Dictionary<string, (string? StandIn, string[] Packages)> Names = new()
    {
        ["Marten"] = ("Marten", ["Marten"]),
        ["Grpc"] = ("Grpc",
            ["Grpc.AspNetCore", "Grpc.AspNetCore.HealthChecks", "Grpc.AspNetCore.Server.Reflection", "Grpc.Net.Client", "Grpc.Net.ClientFactory", "Grpc.StatusProto"]),
        ["Aspire"] = ("Aspire.Hosting", ["Aspire.Hosting", "Aspire.Hosting.Kafka", "Aspire.Hosting.PostgreSQL", "Aspire.Hosting.Testing"]),
        ["DuckDB"] = ("DuckDB.NET", ["DuckDB.NET.Data.Full"]),
        ["OnnxRuntime"] = ("OnnxRuntime", ["Microsoft.ML.OnnxRuntime"]),
        ["MLNet"] = (null, ["Microsoft.ML", "Microsoft.ML.FastTree"]),
        ["Kafka"] = ("Confluent.Kafka", ["Confluent.Kafka"]),
        ["Yarp"] = ("Yarp.ReverseProxy", ["Yarp.ReverseProxy"]),
    };

    public static TheoryData<string> Settings => new(Names.Keys.Concat(["", "Marten;Grpc", "true"]));

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task the_switch_swaps_what_it_names_and_nothing_else(string setting)
    {
        var official = setting == "true" ? [.. Names.Keys] : setting.Split(';', StringSplitOptions.RemoveEmptyEntries);

        var items = await EvaluateAsync(setting);

        Identities(items, "PackageReference").ShouldBe(official.SelectMany(name => Names[name].Packages), ignoreOrder: true);
        Identities(items, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)!).Concat(Identities(items, "PackageDownload"))
            .ShouldBe(Names.Keys.Except(official).Select(name => Names[name].StandIn).OfType<string>(), ignoreOrder: true);
    }

    [Fact]
    public void every_package_behind_the_switch_has_a_version()
    {
        var versions = XDocument.Parse(SourceTree.Read("Directory.Packages.props")).Descendants("PackageVersion").Select(version => version.Attribute("Include")?.Value);
        Names.Values.SelectMany(name => name.Packages).Except(versions).ShouldBeEmpty();
    }

    private static async Task<JsonElement> EvaluateAsync(string setting)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            "msbuild", "tests/Architecture.Tests/Switch.targets", $"-p:OfficialPackages={setting.Replace(";", "%3B", StringComparison.Ordinal)}",
            "-getItem:PackageReference,ProjectReference,PackageDownload",
        ])
        {
            WorkingDirectory = SourceTree.Root, RedirectStandardOutput = true,
        };
        using var msbuild = Process.Start(start)!;
        var output = await msbuild.StandardOutput.ReadToEndAsync();
        await msbuild.WaitForExitAsync();
        msbuild.ExitCode.ShouldBe(0, output);
        return JsonDocument.Parse(output).RootElement.GetProperty("Items");
    }

    private static IEnumerable<string> Identities(JsonElement items, string kind) =>
        items.GetProperty(kind).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!);
}
