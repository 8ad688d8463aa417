using System.Collections.Immutable;
using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Workspaces;

/// <summary>Creates a workspace.</summary>
internal sealed class CreateWorkspace(Mutations mutations, OpenWorkspaces workspaces)
{
    public async Task<Workspace> HandleAsync(CreateWorkspaceRequest request, CancellationToken cancellation)
    {
        Platform.RequireAll("identity.workspaces.create");
        new Faults().CheckWorkspace(request.Name).CheckText(request.Description, request.Tags)
            .Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        using var platform = Platform.Enter();
        if (await mutations.RepeatedAsync<Workspace>(request, cancellation) is { } repeated) return repeated.State;
        if (workspaces.Count >= Limits.OpenWorkspaces)
            throw new LimitExceededException("workspaces", $"There may be at most {Limits.OpenWorkspaces} workspaces.");
        var by = Caller.Current.Subject;
        var created = await mutations.ApplyAsync<Workspace>(
            Workspace.StreamOf(request.Name), request, (state, now) => Decide(state, request, by, now), cancellation);
        workspaces.Changed(created.State);
        return created.State;
    }

    /// <summary>Creates the default workspace unless it is there: for the gateway itself.</summary>
    public Task EnsureDefaultAsync(CancellationToken cancellation)
    {
        var request = new CreateWorkspaceRequest { Name = Workspace.Default };
        return mutations.ApplyAsync<Workspace>(
            Workspace.StreamOf(Workspace.Default), request,
            (state, now) => state is null ? Decide(null, request, Caller.Current.Subject, now) : [], cancellation);
    }

    public static IEnumerable<object> Decide(Workspace? state, CreateWorkspaceRequest request, string by, DateTimeOffset now) =>
        state is null
            ? [new WorkspaceCreated(request.Name, request.Description, request.Tags.ToImmutableSortedDictionary(), by, now)]
            : throw new AlreadyExistsException("workspace", request.Name);
}
