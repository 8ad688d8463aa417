using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace MlOps.AppHost;

/// <summary>Sends the AppHost's own log to the resource logs instead of the terminal, which shows the status table.</summary>
[ProviderAlias("AppHost")]
internal sealed class AppHostLoggerProvider(ResourceLoggerService loggers) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => loggers.GetLogger(ResourceLogFiles.AppHostName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
