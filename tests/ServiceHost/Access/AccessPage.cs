using System.Text.RegularExpressions;
using MlOps.Testing;

namespace MlOps.ServiceHost.Access;

/// <summary>The table of <c>docs/access.md</c>, as it stands there: what each call needs, and which roles have it.</summary>
public sealed partial class AccessPage
{
    private const string Anybody = "anybody";
    private const string ThisMachine = "this machine";
    private const string AnyValidToken = "any valid token";
    private readonly Dictionary<string, AccessRow> calls = [];
    private readonly Dictionary<string, string> open = [];

    private AccessPage()
    {
    }

    /// <summary>The columns of roles, in the page's order.</summary>
    public IReadOnlyList<string> Roles { get; private set; } = [];

    /// <summary>Every permission of the page.</summary>
    public IReadOnlyList<AccessRow> Rows { get; private set; } = [];

    /// <summary>Every call of the page: <c>Service/Method</c>, or an HTTP method and a route.</summary>
    public IEnumerable<string> Calls => calls.Keys.Concat(open.Keys);

    /// <summary>Reads the page.</summary>
    public static AccessPage Read()
    {
        var page = new AccessPage();
        var rows = new List<AccessRow>();
        foreach (var line in File.ReadLines(Path.Combine(SharedData.RepositoryRoot, "docs", "access.md")))
        {
            if (!line.StartsWith('|')) continue;
            string[] cells = [.. line.Trim()[1..^1].Split('|').Select(cell => cell.Trim())];
            if (cells is ["permission", "calls", .. var roles])
            {
                if (page.Roles.Count == 0) page.Roles = roles;
                if (!roles.SequenceEqual(page.Roles)) throw new InvalidDataException($"The columns differ: {line}");
            }
            else if (Permission().Match(cells[0]) is { Success: true } permission)
            {
                rows.Add(page.Add(permission.Groups[1].Value, cells, line));
            }
            else if (cells.Length == 2 && cells[0].StartsWith('`'))
            {
                foreach (var call in CallsOf(cells[0])) page.open.Add(call, WhoOf(cells[1]));
            }
        }

        page.Rows = rows;
        return page;
    }

    /// <summary>What a call is answered, of a caller with one role (null: with none) and such a token.</summary>
    /// <exception cref="InvalidDataException">The page does not say.</exception>
    public AccessAnswer Expect(string call, string? role, TokenUse token)
    {
        open.TryGetValue(call, out var who);
        if (who is null && !calls.ContainsKey(call)) throw new InvalidDataException($"docs/access.md does not say who may call {call}.");
        if (who == Anybody) return AccessAnswer.Allowed;
        // Tests come from this machine, for which there is nothing to show.
        if (token == TokenUse.None) return who == ThisMachine ? AccessAnswer.Allowed : AccessAnswer.Unauthenticated;
        if (token == TokenUse.Elsewhere) return AccessAnswer.NotThere;
        if (who is not null) return AccessAnswer.Allowed;
        var row = calls[call];
        return role is not null && row.Roles.Contains(role) ? AccessAnswer.Allowed : AccessAnswer.Denied;
    }

    /// <summary>The permission that a call needs; null if it needs none.</summary>
    public string? PermissionOf(string call) => calls.GetValueOrDefault(call)?.Permission;

    private AccessRow Add(string permission, string[] cells, string line)
    {
        if (cells.Length != 2 + Roles.Count || cells[2..].Any(cell => cell is not ("" or "✓")))
            throw new InvalidDataException($"Each role needs a cell that is empty or ✓: {line}");
        var row = new AccessRow(permission, [.. Roles.Where((_, i) => cells[2 + i] == "✓")]);
        foreach (var call in CallsOf(cells[1])) calls.Add(call, row);
        return row;
    }

    private static IEnumerable<string> CallsOf(string cell) => Code().Matches(cell).Select(match => match.Groups[1].Value);

    private static string WhoOf(string cell) => cell switch
    {
        AnyValidToken => AnyValidToken,
        _ when cell.StartsWith(Anybody, StringComparison.Ordinal) => Anybody,
        _ when cell.StartsWith(ThisMachine, StringComparison.Ordinal) => ThisMachine,
        _ => throw new InvalidDataException($"Who is '{cell}'?"),
    };

    [GeneratedRegex("^`([a-z_]+[.][a-z_]+[.][a-z_]+)`$")]
    private static partial Regex Permission();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}

/// <summary>A permission, and the roles that have it.</summary>
public sealed record AccessRow(string Permission, IReadOnlyList<string> Roles);

/// <summary>How a call is answered, as far as access goes.</summary>
public enum AccessAnswer
{
    /// <summary>By the handler, whatever it says.</summary>
    Allowed,

    /// <summary>UNAUTHENTICATED, or 401.</summary>
    Unauthenticated,

    /// <summary>PERMISSION_DENIED, or 403.</summary>
    Denied,

    /// <summary>NOT_FOUND, or 404, of the workspace.</summary>
    NotThere,
}

/// <summary>What a token is good for in the workspace of a call.</summary>
public enum TokenUse
{
    /// <summary>Nothing: there is none, or it is not valid.</summary>
    None,

    /// <summary>It holds there.</summary>
    Valid,

    /// <summary>It holds in another workspace.</summary>
    Elsewhere,
}
