using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>
/// The workspace of a request: the one that a header names, else the token's only one, else <c>default</c>.
/// </summary>
internal static partial class RequestWorkspace
{
    /// <summary>The headers that can name it, the first of them first.</summary>
    public static readonly IReadOnlyList<string> Headers = [IdentityHeaders.Workspace, IdentityHeaders.MlflowWorkspace];

    public static string Of(HttpRequest request, TokenHolder holder)
    {
        foreach (var header in Headers)
        {
            if (request.Headers[header].ToString() is { Length: > 0 } named) return named;
        }

        return holder.Workspaces is [not TokenHolder.AllWorkspaces and var only] ? only : Caller.DefaultWorkspace;
    }

    /// <summary>Whether this can be the name of a workspace.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Name();
}
