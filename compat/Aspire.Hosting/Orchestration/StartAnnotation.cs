using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>What has to be done before a resource without a process of its own counts as running.</summary>
internal sealed record StartAnnotation(Func<IServiceProvider, CancellationToken, Task> StartAsync) : IResourceAnnotation;
