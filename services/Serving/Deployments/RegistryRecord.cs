using Grpc.Core;
using MlOps.Contracts.Registry.V1;

namespace MlOps.Serving.Deployments;

/// <summary>Asks the registry which version a target names, and whether it may serve.</summary>
internal sealed class RegistryRecord(ModelRegistry.ModelRegistryClient registry, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The version that an alias or a version number names now, and its standing.</summary>
    /// <exception cref="RpcException">There is no such model or version, or the registry does not answer.</exception>
    public Task<Standing> AskAsync(string model, string? alias, long? version, CancellationToken cancellation) => GetAsync(async deadline =>
    {
        // The revision is taken first: it may be older than the version that is read then, never newer.
        var found = await registry.GetModelAsync(new GetModelRequest { Name = model }, deadline: deadline, cancellationToken: cancellation);
        if (version is null && !found.Aliases.ContainsKey(alias!)) return new Standing(found.Revision, null, found.Archived);
        var number = version ?? found.Aliases[alias!];
        var request = new GetModelVersionRequest { Model = model, Version = number };
        var named = await registry.GetModelVersionAsync(request, deadline: deadline, cancellationToken: cancellation);
        return new Standing(found.Revision, named, found.Archived);
    });

    /// <summary>The standing of the version that an event of a revision names; null when there is no such version.</summary>
    public Task<Standing?> AskAsync(string model, long version, long revision, CancellationToken cancellation) => GetAsync(async deadline =>
    {
        try
        {
            var request = new GetModelVersionRequest { Model = model, Version = version };
            var named = await registry.GetModelVersionAsync(request, deadline: deadline, cancellationToken: cancellation);
            return (Standing?)new Standing(revision, named);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    });

    private async Task<T> GetAsync<T>(Func<DateTime, Task<T>> ask)
    {
        try
        {
            return await ask((time.GetUtcNow() + Patience).UtcDateTime);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.DeadlineExceeded)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, $"the registry did not answer within {Patience.TotalSeconds} s"));
        }
    }
}
