namespace MlOps.Serving.Tests;

/// <summary>The states of a version that the rules tell apart.</summary>
public enum VersionState
{
    NeverRequested,
    NeverRequestedGateFailing,
    Requested,
    Rejected,
    Approved,
    ApprovedGateFailing,
    Withdrawn,
    Expired,
}

/// <summary>The ways to something that only some versions, or some persons, may have.</summary>
public enum Route
{
    RequestApproval,
    Approve,
    Promote,
    DeployPinned,
    DeployByAlias,
}

/// <summary>Somebody, with a part in the version's making or none, and roles.</summary>
public sealed record Person(string Name, Part Part, params string[] Roles)
{
    /// <summary>Whoever had a part may ask for everything, once as engineer and approver, once as admin: only rules can refuse them.</summary>
    public static IReadOnlyList<Person> All { get; } =
    [
        .. from part in new[] { Part.Author, Part.Creator, Part.Requester, Part.EarlierRequester }
           from roles in new[] { new[] { "engineer", "approver" }, ["admin"] }
           select new Person($"{part}".ToLowerInvariant(), part, roles),
        new("engineer", Part.None, "engineer"),
        new("approver", Part.None, "approver"),
        new("admin", Part.None, "admin"),
        new("application", Part.None, "application"),
        new("service:pipelines", Part.None, "service"),
    ];

    public bool Has(string role) => Roles.Contains(role) || Roles.Contains("admin");

    public override string ToString() => $"{Name} ({string.Join(", ", Roles)})";
}

/// <summary>What somebody did for a version.</summary>
public enum Part
{
    None,
    Author,
    Creator,
    Requester,
    EarlierRequester,
}

/// <summary>The rules, said once more and in another way than the services say them.</summary>
public static class Governance
{
    public static bool Allows(Route route, VersionState state, Person person) => route switch
    {
        Route.RequestApproval => person.Has("engineer")
            && state is (VersionState.NeverRequested or VersionState.Rejected or VersionState.Withdrawn or VersionState.Expired),
        Route.Approve => person.Has("approver") && person.Part == Part.None && state == VersionState.Requested,
        Route.Promote => person.Has("engineer") && state == VersionState.Approved,
        // Gates stand before approval and promotion; a version that is approved may serve.
        Route.DeployPinned => person.Has("engineer") && MayServe(state),
        Route.DeployByAlias => person.Has("engineer") && MayServe(state),
        _ => throw new ArgumentOutOfRangeException(nameof(route)),
    };

    public static bool MayServe(VersionState state) => state is VersionState.Approved or VersionState.ApprovedGateFailing;
}
