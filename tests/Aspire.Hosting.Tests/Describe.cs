using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MlOps.Aspire.Hosting.Tests;

/// <summary>Resources that several tests use.</summary>
internal static class Describe
{
    public static void Service(IDistributedApplicationBuilder builder) => Sample(builder, "sample");

    public static IResourceBuilder<ProjectResource> Sample(IDistributedApplicationBuilder builder, string name) =>
        builder.AddProject<SampleProgram.Sample>(name).WithArgs("service").WithHttpEndpoint(env: "HTTP_PORT").WithHttpHealthCheck("/health");
}
