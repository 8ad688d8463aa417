using System.Diagnostics;

namespace MlOps.Broker.Tests;

/// <summary>Other people's clients: each script produces with every codec its client has, joins and leaves groups, seeks by time, administers.</summary>
public sealed class ForeignClientTests(BrokerFixture broker) : IClassFixture<BrokerFixture>
{
    private const string DebianPython = "/usr/bin/python3";
    private static readonly string[] Cases = ["codec", "join", "time", "administers"];
    private static readonly SemaphoreSlim Installing = new(1);
    private static readonly string Scripts = Path.Combine(SharedData.RepositoryRoot, "tests", "clients", "kafka");

    [SkippableTheory]
    [InlineData("kafka", "kafka_python.py")]
    [InlineData("confluent_kafka", "confluent.py")]
    public async Task python_clients_work_unchanged(string module, string script)
    {
        Skip.IfNot(File.Exists(DebianPython), $"{DebianPython} is not installed");
        var import = await RunAsync(DebianPython, ["-c", $"import {module}"]);
        Skip.If(import.ExitCode != 0, $"the Debian package of the Python module {module} is not installed");

        ShouldPass(await RunAsync(DebianPython, [script, broker.Bootstrap]));
    }

    [SkippableTheory]
    [InlineData("kafkajs.js")]
    [InlineData("platformatic.js")]
    public async Task node_clients_work_unchanged(string script)
    {
        Skip.IfNot(OnPath("node") && OnPath("npm"), "node and npm are not installed");
        await Installing.WaitAsync();
        try
        {
            if (!Directory.Exists(Path.Combine(Scripts, "node_modules")))
            {
                var install = await RunAsync("npm", ["ci", "--ignore-scripts"]);
                Skip.If(install.ExitCode != 0, $"npm ci failed: {install.Output}");
            }
        }
        finally
        {
            Installing.Release();
        }

        ShouldPass(await RunAsync("node", [script, broker.Bootstrap]));
    }

    [SkippableFact]
    public async Task kcat_lists_produces_and_consumes()
    {
        Skip.IfNot(OnPath("kcat"), "kcat is not installed");
        var topic = await broker.CreateTopicAsync();
        foreach (var codec in new[] { "none", "gzip", "snappy", "lz4", "zstd" })
        {
            var produced = await RunAsync("kcat", ["-P", "-b", broker.Bootstrap, "-t", topic, "-K", ":", "-z", codec], $"{codec}:first\n{codec}:second\n");
            produced.ExitCode.ShouldBe(0, produced.Output);
        }

        var consumed = await RunAsync("kcat", ["-C", "-b", broker.Bootstrap, "-t", topic, "-e", "-q", "-f", "%o %k %s\\n"]);
        consumed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
        [
            "0 none first", "1 none second", "2 gzip first", "3 gzip second", "4 snappy first", "5 snappy second",
            "6 lz4 first", "7 lz4 second", "8 zstd first", "9 zstd second",
        ]);
        (await RunAsync("kcat", ["-L", "-b", broker.Bootstrap])).Output.ShouldContain($"topic \"{topic}\" with 1 partitions");
        (await RunAsync("kcat", ["-Q", "-b", broker.Bootstrap, "-t", $"{topic}:0:0"])).Output.ShouldContain("[0] offset 0");
    }

    private static void ShouldPass((int ExitCode, string Output) run)
    {
        run.ExitCode.ShouldBe(0, run.Output);
        var passed = run.Output.Split('\n').Where(line => line.StartsWith("passed:", StringComparison.Ordinal)).ToList();
        passed.Count.ShouldBe(Cases.Length, run.Output);
        Cases.ShouldAllBe(name => passed.Any(line => line.Contains(name, StringComparison.OrdinalIgnoreCase)));
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Scripts, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
