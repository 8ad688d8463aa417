using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Runs the program of an AppHost up to the point where it would build the application, and takes the description from it.</summary>
internal sealed class EntryPointInterception(Assembly entryPoint, string[] args, Action<DistributedApplicationOptions>? configure)
{
    private static readonly AsyncLocal<EntryPointInterception?> Slot = new();
    private DistributedApplicationBuilder? builder;
    private bool finished;

    /// <summary>The interception that the calling code runs under.</summary>
    public static EntryPointInterception? Current => Slot.Value;

    public Assembly EntryPoint => entryPoint;

    public string[] Args => args;

    /// <summary>Runs the program and returns its description of the application.</summary>
    public async Task<DistributedApplicationBuilder> RunAsync(CancellationToken cancellationToken)
    {
        var main = entryPoint.EntryPoint ?? throw new InvalidOperationException($"{entryPoint} has no entry point.");
        await Task.Run(
            () =>
            {
                Slot.Value = this;
                try
                {
                    main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? null : [args], null);
                }
                catch (HostAbortedException) when (finished)
                {
                    // The program has described the application; the rest is the test's.
                }
            },
            cancellationToken);
        return finished ? builder! : throw new InvalidOperationException($"The entry point of {entryPoint} ended without building a distributed application.");
    }

    public void Created(DistributedApplicationBuilder created, DistributedApplicationOptions options)
    {
        builder = created;
        configure?.Invoke(options);
    }

    public void Building()
    {
        if (finished) return;
        finished = true;
        throw new HostAbortedException("The description of the application is complete.");
    }
}
