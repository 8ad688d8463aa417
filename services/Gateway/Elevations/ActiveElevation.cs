namespace MlOps.Gateway.Elevations;

/// <summary>What an elevation gives, to whom, and until when.</summary>
/// <param name="Id">Its id; ids ascend with time.</param>
/// <param name="Workspace">Where.</param>
/// <param name="Person">To whom, in the form by which persons are compared.</param>
/// <param name="Role">The role.</param>
/// <param name="TokenId">The token with which it ends.</param>
/// <param name="EndsAt">When it ends.</param>
internal sealed record ActiveElevation(string Id, string Workspace, string Person, string Role, string TokenId, DateTimeOffset EndsAt);
