using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Creates applications under test: all ports are chosen, there is no dashboard, and waits end when a dependency fails.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Takes the description from the program of an AppHost project; <typeparamref name="TEntryPoint"/> is any type in it, such as <c>Projects.AppHost</c>.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default) where TEntryPoint : class =>
        CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>Takes the description from the program of an AppHost project, run with <paramref name="args"/>.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default) where TEntryPoint : class =>
        DescribeAsync(typeof(TEntryPoint), args, (_, _) => { }, cancellationToken);

    /// <summary>Takes the description from the program of an AppHost project, run with <paramref name="args"/> and changed options.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder, CancellationToken cancellationToken = default) where TEntryPoint : class =>
        DescribeAsync(typeof(TEntryPoint), args, configureBuilder, cancellationToken);

    /// <summary>Starts with an empty description.</summary>
    public static IDistributedApplicationTestingBuilder Create(params string[] args) =>
        Testing(new DistributedApplicationBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true }));

    private static async Task<IDistributedApplicationTestingBuilder> DescribeAsync(
        Type entryPoint, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder, CancellationToken cancellationToken)
    {
        var interception = new EntryPointInterception(entryPoint.Assembly, args, options =>
        {
            options.DisableDashboard = true;
            configureBuilder(options, new HostApplicationBuilderSettings());
        });
        return Testing(await interception.RunAsync(cancellationToken));
    }

    private static TestingBuilder Testing(DistributedApplicationBuilder builder)
    {
        builder.Configuration["DcpPublisher:RandomizePorts"] ??= "true";
        builder.Services.Configure<ResourceNotificationServiceOptions>(o => o.DefaultWaitBehavior = WaitBehavior.StopOnResourceUnavailable);
        return new TestingBuilder(builder);
    }
}
