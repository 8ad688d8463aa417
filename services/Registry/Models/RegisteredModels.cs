using JasperFx.Events;
using Marten;
using MlOps.Contracts;
using MlOps.EventSourcing;
using MlOps.Registry.Gates;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Registry.Models;

/// <summary>Reads models and their versions as they are now.</summary>
internal sealed class RegisteredModels(IQuerySession session, GateKinds kinds)
{
    /// <summary>A model; <paramref name="field"/> is the field of the request that names it.</summary>
    public async Task<RegisteredModel> GetAsync(string name, CancellationToken cancellation, string field = "model")
    {
        var stream = RegisteredModel.StreamOf(Checked(name, field));
        return RegisteredModel.Existing(await session.LoadAsync<RegisteredModel>(stream, cancellation), name);
    }

    /// <summary>Models by name.</summary>
    public Task<Page<RegisteredModel>> ListAsync(ModelFilter filter, PageRequest page, CancellationToken cancellation)
    {
        var query = new DocumentQuery<RegisteredModel>(model => model.Id, filter.Descending).WithTags(filter.Tags);
        if (filter.NamePrefix.Length > 0) query.Where("starts_with(id, ?)", RegisteredModel.StreamOf(filter.NamePrefix));
        if (!filter.Archived) query.Where("data ->> 'Archived' = 'false'");
        return query.PageAsync(session, page, cancellation);
    }

    public async Task<ModelVersionDetails> GetVersionAsync(string model, long version, CancellationToken cancellation) =>
        await session.LoadAsync<ModelVersionDetails>(ModelVersionDetails.IdOf(Checked(model, "model"), version), cancellation)
        ?? throw new NotFoundException("model version", $"{model}/{version}");

    /// <summary>A version as a mutation left it, even if it was changed since.</summary>
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
        if (Aliases.FaultOf(alias) is { } fault) throw new InvalidRequestException("alias", fault);
        var state = await GetAsync(model, cancellation);
        return state.Aliases.TryGetValue(alias, out var version)
            ? await GetVersionAsync(model, version, cancellation)
            : throw new NotFoundException("alias", $"{model}@{alias}");
    }

    /// <summary>The input of a decision about a version. The model is read first, so that the rest is at least as new.</summary>
    public async Task<VersionInModel> GetVersionInModelAsync(string model, long version, CancellationToken cancellation)
    {
        var state = await GetAsync(model, cancellation);
        var details = await GetVersionAsync(model, version, cancellation);
        return new VersionInModel(state, details, await HoldersAsync(state, cancellation));
    }

    /// <summary>Versions by number.</summary>
    public async Task<Page<ModelVersionDetails>> ListVersionsAsync(
        string model, VersionFilter filter, PageRequest page, DateTimeOffset now, CancellationToken cancellation)
    {
        await GetAsync(model, cancellation);
        var query = new DocumentQuery<ModelVersionDetails>(version => version.Id, filter.Descending)
            .Where("data ->> 'Model' = ?", model).WithTags(filter.Tags);
        if (filter.RunId.Length > 0) query.Where("data -> 'Made' ->> 'RunId' = ?", filter.RunId);
        const string expired = "coalesce(cast(data -> 'Review' ->> 'ValidUntil' as timestamptz) <= ?, false)";
        if (filter.Approval is ApprovalState.Approved) query.Where($"data -> 'Review' ->> 'State' = 'Approved' and not {expired}", now);
        else if (filter.Approval is ApprovalState.Expired) query.Where($"data -> 'Review' ->> 'State' = 'Approved' and {expired}", now);
        else if (filter.Approval is { } state) query.Where("data -> 'Review' ->> 'State' = ?", state.ToString());
        return await query.PageAsync(session, page, cancellation);
    }

    /// <summary>The versions that hold the aliases used by the model's gates.</summary>
    private async Task<Dictionary<string, GatedVersion>> HoldersAsync(RegisteredModel model, CancellationToken cancellation)
    {
        var held = kinds.AliasesOf(model.Gates.Values).Where(model.Aliases.ContainsKey)
            .ToDictionary(alias => alias, alias => model.Aliases[alias]);
        if (held.Count == 0) return [];
        var ids = held.Values.Distinct().Select(number => ModelVersionDetails.IdOf(model.Name, number));
        var holders = (await session.LoadManyAsync<ModelVersionDetails>(cancellation, ids)).ToDictionary(holder => holder.Number);
        return held.ToDictionary(alias => alias.Key, alias => holders[alias.Value].Gated());
    }

    private static string Checked(string name, string field)
    {
        new Faults().Name(name, field).ThrowIfAny();
        return name;
    }
}
