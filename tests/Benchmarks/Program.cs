using System.Runtime.InteropServices;
using MlOps.Benchmarks;

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

var name = args.FirstOrDefault(argument => !argument.StartsWith('-')) ?? "all";
var unknown = args.Where(argument => argument != name && argument != "--quick").ToList();
if (unknown.Count > 0 || (name != "all" && !Figures.All.ContainsKey(name)))
{
    Console.Error.WriteLine($"usage: [all|{string.Join('|', Figures.All.Keys)}] [--quick]");
    return 2;
}

var scale = new Scale(Quick: args.Contains("--quick"));
var rows = new List<Row>();
Console.WriteLine(Row.Header);
var failed = false;
foreach (var (measured, figure) in Figures.All.Where(figure => name == "all" || figure.Key == name))
{
    try
    {
        await foreach (var row in figure.MeasureAsync(scale, stopping.Token)) Show(row);
    }
    catch (OperationCanceledException) when (stopping.IsCancellationRequested)
    {
        Console.Error.WriteLine("interrupted");
        return 130;
    }
    catch (Exception e)
    {
        // The others are measured all the same; the page says that this one was not.
        Console.Error.WriteLine(e);
        Show(Row.Failed(measured));
        failed = true;
    }
}

if (name == "all") Page.Write(rows, scale);
return failed ? 1 : 0;

void Show(Row row)
{
    rows.Add(row);
    Console.WriteLine(row);
}

// What was started is stopped before the process ends.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopping.Cancel();
}
