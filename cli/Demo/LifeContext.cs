using MlOps.Contracts.Identity.V1;

namespace MlOps.Cli.Demo;

/// <summary>What the steps of one life share: the two people, the data, and what earlier steps made.</summary>
internal sealed class LifeContext : IDisposable
{
    private LifeContext(
        GatewayConnection admin, GatewayConnection engineer, GatewayConnection approver, LifeNames names, HourlyDemand hours,
        CancellationToken cancellation)
    {
        Admin = admin;
        Engineer = engineer;
        Approver = approver;
        Names = names;
        Hours = hours;
        Cancellation = cancellation;
        Summary = new LifeSummary { Data = new DataSummary(hours.Path, hours.Digest, hours.Hours.Count, hours.Simulated) };
    }

    public GatewayConnection Admin { get; }

    /// <summary>Ada, who builds the model.</summary>
    public GatewayConnection Engineer { get; }

    /// <summary>Grace, who approves it.</summary>
    public GatewayConnection Approver { get; }

    public LifeNames Names { get; }

    public HourlyDemand Hours { get; }

    public CancellationToken Cancellation { get; }

    public LifeSummary Summary { get; }

    public long DatasetVersion { get; set; }

    public long TrainingSetVersion { get; set; }

    public string RunId { get; set; } = "";

    public long ModelVersion { get; set; }

    /// <summary>The prediction whose lineage the audit step shows.</summary>
    public string PredictionId { get; set; } = "";

    public static async Task<LifeContext> StartAsync(GatewayConnection admin, HourlyDemand hours, CancellationToken cancellation) => new(
        admin,
        admin.As(await TokenAsync(admin, "ada", ["engineer", "application"], cancellation)),
        admin.As(await TokenAsync(admin, "grace", ["approver"], cancellation)),
        await LifeNames.ForAsync(admin, hours, cancellation), hours, cancellation);

    public void Dispose()
    {
        Engineer.Dispose();
        Approver.Dispose();
    }

    /// <summary>A token for a subject with other roles than the ones it has in this life.</summary>
    public Task<string> TokenAsync(string subject, params string[] roles) => TokenAsync(Admin, subject, roles, Cancellation);

    private static async Task<string> TokenAsync(GatewayConnection admin, string subject, string[] roles, CancellationToken cancellation)
    {
        var request = new CreateTokenRequest { Subject = subject, ValidDays = 1 };
        request.Roles.AddRange(roles);
        return (await admin.Tokens.CreateTokenAsync(request, cancellationToken: cancellation)).Value;
    }
}
