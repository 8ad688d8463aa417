using Marten;
using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.Gateway.Members;

/// <summary>The members of all workspaces by person: where somebody may go is asked before any workspace is entered.</summary>
internal static class MemberTable
{
    /// <summary>The table, as the service creates it.</summary>
    public const string Schema =
        """
        create table if not exists members (
            workspace text not null,
            person text not null,
            roles text[] not null,
            expires_at timestamptz,
            primary key (workspace, person));
        create index if not exists members_person on members (person)
        """;

    /// <summary>Records a member in the session's transaction.</summary>
    public static void Set(IDocumentOperations session, MemberSet e) => session.QueueSqlCommand(
        """
        insert into members (workspace, person, roles, expires_at) values (?, ?, ?, cast(nullif(?, '') as timestamptz))
        on conflict (workspace, person) do update set roles = excluded.roles, expires_at = excluded.expires_at
        """,
        e.Workspace, SubjectNames.Canonical(e.Subject), e.Roles.ToArray(), e.ExpiresAt?.UtcDateTime.ToString("O") ?? "");

    /// <summary>Records that a member was removed in the session's transaction.</summary>
    public static void Remove(IDocumentOperations session, MemberRemoved e) => session.QueueSqlCommand(
        "delete from members where workspace = ? and person = ?", e.Workspace, SubjectNames.Canonical(e.Subject));

    /// <summary>All memberships of a person.</summary>
    public static async Task<IReadOnlyList<Membership>> OfAsync(
        NpgsqlDataSource database, string person, CancellationToken cancellation)
    {
        var found = new List<Membership>();
        await using var command = database.CreateCommand("select workspace, roles, expires_at from members where person = $1");
        command.Parameters.AddWithValue(person);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new Membership(
                reader.GetString(0), reader.GetFieldValue<string[]>(1),
                reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2)));
        }

        return found;
    }

    /// <summary>How many members a workspace has.</summary>
    public static async Task<long> CountAsync(NpgsqlDataSource database, string workspace, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select count(*) from members where workspace = $1");
        command.Parameters.AddWithValue(workspace);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
