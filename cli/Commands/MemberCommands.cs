using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Identity.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops workspace member …</c>, of the workspace that <c>--workspace</c> names.</summary>
internal static class MemberCommands
{
    private static readonly Argument<string> Subject = new("subject");

    public static Command Build() =>
        new("member", "Members of the workspace: roles of persons of the external provider.") { Set(), Remove(), List() };

    private static Command Set()
    {
        var roles = new Option<string[]>("--role")
        {
            Description = "A role, built in or custom; may be repeated.", Arity = ArgumentArity.OneOrMore, Required = true,
        };
        var until = new Option<DateTimeOffset?>("--until") { Description = "When it ends, e.g. 2027-01-31T00:00:00Z; never unless given." };
        var command = new Command("set", "Makes a member, or gives a member these roles.") { Subject, roles, until, Describing.Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var member = await gateway.Workspaces.SetMemberAsync(new SetMemberRequest
            {
                Subject = parsed.GetValue(Subject), Roles = { parsed.GetValue(roles) },
                ExpireTime = parsed.GetValue(until)?.ToTimestamp(), Reason = parsed.GetValue(Describing.Reason),
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{member.Subject} is {string.Join(", ", member.Roles)} in {member.Workspace}");
        });
        return command;
    }

    private static Command Remove()
    {
        var command = new Command("remove", "Removes a member.") { Subject, Describing.Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var request = new RemoveMemberRequest { Subject = parsed.GetValue(Subject), Reason = parsed.GetValue(Describing.Reason) };
            var member = await gateway.Workspaces.RemoveMemberAsync(request, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{member.Subject} is no member of {member.Workspace} any more");
        });
        return command;
    }

    private static Command List()
    {
        var role = new Option<string>("--role") { Description = "Those that have this role.", DefaultValueFactory = _ => "" };
        var removed = new Option<bool>("--removed") { Description = "Those that are removed, too." };
        var command = new Command("list", "Lists the members.") { Describing.Prefix, role, removed };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("subject", "roles", "until", "set", "by");
            var request = new ListMembersRequest
            {
                SubjectPrefix = parsed.GetValue(Describing.Prefix), Role = parsed.GetValue(role), ShowRemoved = parsed.GetValue(removed),
            };
            do
            {
                var page = await gateway.Workspaces.ListMembersAsync(request, cancellationToken: cancellation);
                foreach (var member in page.Members)
                {
                    table.AddRow(Cells.Of(
                        member.Removed ? $"{member.Subject} (removed)" : member.Subject, string.Join(", ", member.Roles),
                        member.ExpireTime?.ToDateTimeOffset(), member.SetTime?.ToDateTimeOffset(), member.Setter));
                }

                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }
}
