using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MlOps.ServiceHost;

/// <summary>Keeps what a service under test logs; also appends it to the file that <c>MLOPS_TEST_LOG</c> names, if it is set.</summary>
internal sealed class ServiceLog(string service) : ILoggerProvider
{
    private const string FileVariable = "MLOPS_TEST_LOG";
    private static readonly Lock Writing = new();
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> Lines => lines;

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose()
    {
    }

    private void Add(string line)
    {
        lines.Enqueue(line);
        if (Environment.GetEnvironmentVariable(FileVariable) is not { Length: > 0 } file) return;
        lock (Writing) File.AppendAllText(file, $"{service}: {line}{Environment.NewLine}");
    }

    private sealed class Writer(ServiceLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add($"{logLevel} {category} {formatter(state, exception)} {exception}");
    }
}
