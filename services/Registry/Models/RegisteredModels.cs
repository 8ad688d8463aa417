using JasperFx.Events;
using Marten;
using MlOps.EventSourcing;
using MlOps.Registry.Gates;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Models;

/// <summary>Reads models and their versions as they are now.</summary>
internal sealed class RegisteredModels(IQuerySession session, GateKinds kinds)
{
    public async Task<RegisteredModel> GetAsync(string name, CancellationToken cancellation) =>
        RegisteredModel.Existing(await session.LoadAsync<RegisteredModel>(RegisteredModel.StreamOf(Checked(name)), cancellation), name);

    /// <summary>Models by name.</summary>
    public async Task<IReadOnlyList<RegisteredModel>> ListAsync(
        ModelFilter filter, string? after, int count, CancellationToken cancellation)
    {
        var query = new DocumentQuery(filter.Descending).AndTags(filter.Tags);
        if (filter.NamePrefix.Length > 0) query.And("starts_with(id, ?)", RegisteredModel.StreamOf(filter.NamePrefix));
        if (!filter.Archived) query.And("data ->> 'Archived' = 'false'");
        var (sql, parameters) = query.Page(after is null ? null : RegisteredModel.StreamOf(after), count);
        return await session.QueryAsync<RegisteredModel>(sql, cancellation, parameters);
    }

    public async Task<ModelVersionDetails> GetVersionAsync(string model, long version, CancellationToken cancellation) =>
        await session.LoadAsync<ModelVersionDetails>(ModelVersionDetails.IdOf(Checked(model), version), cancellation)
        ?? throw new NotFoundException("model version", $"{model}/{version}");

    /// <summary>A version as a mutation left it, even if others have gone on since.</summary>
    public async Task<ModelVersionDetails> GetVersionAsync(Mutated<RegisteredModel> mutated, long version, CancellationToken cancellation)
    {
        var now = await GetVersionAsync(mutated.State.Name, version, cancellation);
        if (now.Revision <= mutated.Version) return now;
        var events = await session.Events.FetchStreamAsync(mutated.State.Id, mutated.Version, token: cancellation);
        return events.Where(e => ModelVersionDetails.Concerns(e.Data, version))
            .Aggregate(default(ModelVersionDetails), ModelVersionDetails.After)!;
    }

    public async Task<ModelVersionDetails> GetVersionByAliasAsync(string model, string alias, CancellationToken cancellation)
    {
        var state = await GetAsync(model, cancellation);
        return state.Aliases.TryGetValue(alias, out var version)
            ? await GetVersionAsync(model, version, cancellation)
            : throw new NotFoundException("alias", $"{model}@{alias}");
    }

    /// <summary>What a decision about a version is made from. The model is read first: the rest is at least as new.</summary>
    public async Task<VersionInModel> GetVersionInModelAsync(string model, long version, CancellationToken cancellation)
    {
        var state = await GetAsync(model, cancellation);
        var details = await GetVersionAsync(model, version, cancellation);
        return new VersionInModel(state, details, await HoldersAsync(state, cancellation));
    }

    /// <summary>Versions by number, after the one whose document is <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<ModelVersionDetails>> ListVersionsAsync(
        string model, VersionFilter filter, string? after, int count, DateTimeOffset now, CancellationToken cancellation)
    {
        await GetAsync(model, cancellation);
        var query = new DocumentQuery(filter.Descending).And("data ->> 'Model' = ?", model).AndTags(filter.Tags);
        if (filter.RunId.Length > 0) query.And("data -> 'Made' ->> 'RunId' = ?", filter.RunId);
        const string expired = "coalesce(cast(data -> 'Review' ->> 'ValidUntil' as timestamptz) <= ?, false)";
        if (filter.Approval is ApprovalState.Approved) query.And($"data -> 'Review' ->> 'State' = 'Approved' and not {expired}", now);
        else if (filter.Approval is ApprovalState.Expired) query.And($"data -> 'Review' ->> 'State' = 'Approved' and {expired}", now);
        else if (filter.Approval is { } state) query.And("data -> 'Review' ->> 'State' = ?", state.ToString());
        var (sql, parameters) = query.Page(after, count);
        return await session.QueryAsync<ModelVersionDetails>(sql, cancellation, parameters);
    }

    /// <summary>The versions that hold the aliases which the model's gates look at.</summary>
    private async Task<Dictionary<string, GatedVersion>> HoldersAsync(RegisteredModel model, CancellationToken cancellation)
    {
        var held = kinds.AliasesOf(model.Gates.Values).Where(model.Aliases.ContainsKey)
            .ToDictionary(alias => alias, alias => model.Aliases[alias]);
        if (held.Count == 0) return [];
        var ids = held.Values.Distinct().Select(number => ModelVersionDetails.IdOf(model.Name, number));
        var holders = (await session.LoadManyAsync<ModelVersionDetails>(cancellation, ids)).ToDictionary(holder => holder.Number);
        return held.ToDictionary(alias => alias.Key, alias => holders[alias.Value].Gated());
    }

    private static string Checked(string name)
    {
        new Faults().Name(name, "model").ThrowIfAny();
        return name;
    }
}
