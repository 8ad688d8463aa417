using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace MlOps.AppHost;

/// <summary>Keeps what the AppHost itself logs beside the logs of its resources, off the terminal that shows the table.</summary>
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
