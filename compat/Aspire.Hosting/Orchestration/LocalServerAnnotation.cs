using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs what would be a container as a process: makes it from the data directory and the ports of its endpoints.</summary>
internal sealed record LocalServerAnnotation(Func<string, Func<EndpointReference, int>, ProcessSpec> Process) : IResourceAnnotation;

/// <summary>The server already runs elsewhere; nothing is started.</summary>
internal sealed record ExternalServerAnnotation(string ConnectionString, string Address) : IResourceAnnotation;
