using System.CommandLine;
using MlOps.Cli;
using MlOps.Cli.Commands;
using MlOps.Cli.Demo;
using Spectre.Console;

AnsiConsole.Console = Output.To(Console.Out, isTerminal: !Console.IsOutputRedirected);

var root = new RootCommand("The MlOps command line client: everything goes through the gateway.")
{
    GatewayOptions.Http, GatewayOptions.Grpc, GatewayOptions.TokenFile, GatewayOptions.Workspace,
    DemoCommand.Build(),
    DatasetCommands.Build(),
    EntityCommands.Build(),
    FeatureViewCommands.Build(),
    FeatureServiceCommands.Build(),
    ExperimentCommands.Build(),
    RunCommands.Build(),
    ModelCommands.Build(),
    GateCommands.Build(),
    DeploymentCommands.Build(),
    PredictCommand.Build(),
    PredictionCommands.Build(),
    MonitorCommands.Build(),
    LineageCommands.Build(),
    AuditCommands.Build(),
    OperationCommands.Build(),
    DeadLetterCommands.Build(),
    TokenCommands.Build(),
    SecretCommands.Build(),
    LoginCommands.Login(),
    LoginCommands.Logout(),
    LoginCommands.WhoAmI(),
    WorkspaceCommands.Build(),
    RoleCommands.Build(),
    ElevateCommands.Build(),
};
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
