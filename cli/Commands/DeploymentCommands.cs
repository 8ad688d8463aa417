using System.CommandLine;
using MlOps.Contracts.Serving.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops deployment …</c></summary>
internal static class DeploymentCommands
{
    public static Command Build() => new("deployment", "Deployments of models.") { Create(), List(), Retire() };

    private static Command Create()
    {
        var name = new Argument<string>("name");
        var model = new Argument<string>("model");
        var alias = new Option<string>("--alias") { Description = "The alias to follow.", DefaultValueFactory = _ => "champion" };
        var featureService = new Option<string>("--feature-service")
        {
            Description = "Looks features up by entity key when a request sends only keys.", DefaultValueFactory = _ => "",
        };
        var command = new Command("create", "Creates a deployment that follows an alias.") { name, model, alias, featureService };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var deployment = await gateway.Serving.CreateDeploymentAsync(new CreateDeploymentRequest
            {
                Name = parsed.GetValue(name), Model = parsed.GetValue(model), Alias = parsed.GetValue(alias),
                FeatureService = parsed.GetValue(featureService),
            }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{deployment.Name} {deployment.State}");
        });
        return command;
    }

    private static Command List()
    {
        var retired = new Option<bool>("--show-archived") { Description = "Retired ones too." };
        var command = new Command("list", "Lists the deployments.") { retired };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("deployment", "model", "follows", "state", "active version", "message");
            var request = new ListDeploymentsRequest { ShowArchived = parsed.GetValue(retired) };
            do
            {
                var page = await gateway.Serving.ListDeploymentsAsync(request, cancellationToken: cancellation);
                foreach (var deployment in page.Deployments)
                {
                    var target = deployment.TargetCase == Deployment.TargetOneofCase.Alias
                        ? deployment.Alias
                        : $"version {deployment.Version}";
                    table.AddRow(Cells.Of(
                        deployment.Name, deployment.Model, target, deployment.State, deployment.ActiveVersion, deployment.StateMessage));
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Retire()
    {
        var name = new Argument<string>("name");
        var reason = new Option<string>("--reason") { DefaultValueFactory = _ => "" };
        var command = new Command("retire", "Takes a deployment out of service.") { name, reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var deployment = await gateway.Serving.RetireDeploymentAsync(
                new RetireDeploymentRequest { Name = parsed.GetValue(name), Reason = parsed.GetValue(reason) },
                cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{deployment.Name} {deployment.State}");
        });
        return command;
    }
}
