using System.Collections.Immutable;
using Marten;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Models;

/// <summary>Reads models and their versions as they are now.</summary>
internal sealed class RegisteredModels(IQuerySession session)
{
    public async Task<RegisteredModel> GetAsync(string name, CancellationToken cancellation) =>
        RegisteredModel.Existing(await session.LoadAsync<RegisteredModel>(RegisteredModel.StreamOf(Checked(name)), cancellation), name);

    /// <summary>Models by name, after <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<RegisteredModel>> ListAsync(string? after, int count, CancellationToken cancellation) =>
        await session.QueryAsync<RegisteredModel>("where id > ? order by id limit ?", cancellation, RegisteredModel.StreamOf(after ?? ""), count);

    public async Task<ModelVersionDetails> GetVersionAsync(string model, long version, CancellationToken cancellation) =>
        await session.LoadAsync<ModelVersionDetails>(ModelVersionDetails.IdOf(Checked(model), version), cancellation)
        ?? throw new NotFoundException("model version", $"{model}/{version}");

    /// <summary>A version as it was in some state of its model.</summary>
    public async Task<ModelVersionDetails> GetVersionAsync(RegisteredModel state, long version, CancellationToken cancellation) =>
        await GetVersionAsync(state.Name, version, cancellation) with
        {
            Review = state.Version(version).Review,
            Aliases = [.. state.AliasesOf(version)],
        };

    public async Task<ModelVersionDetails> GetVersionByAliasAsync(string model, string alias, CancellationToken cancellation)
    {
        var state = await GetAsync(model, cancellation);
        return state.Aliases.TryGetValue(alias, out var version)
            ? await GetVersionAsync(model, version, cancellation)
            : throw new NotFoundException("alias", $"{model}@{alias}");
    }

    /// <summary>Versions by number, after the one whose document is <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<ModelVersionDetails>> ListVersionsAsync(string model, string? after, int count, CancellationToken cancellation)
    {
        await GetAsync(model, cancellation);
        return await session.QueryAsync<ModelVersionDetails>(
            "where data ->> 'Model' = ? and id > ? order by id limit ?", cancellation, model, after ?? "", count);
    }

    private static string Checked(string name)
    {
        new Faults().Name(name, "model").ThrowIfAny();
        return name;
    }
}
