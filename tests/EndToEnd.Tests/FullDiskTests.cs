using Grpc.Core;
using MlOps.Contracts.Catalog.V1;
using Xunit.Abstractions;

namespace MlOps.EndToEnd.Tests;

public sealed class FullDiskTests(ITestOutputHelper output)
{
    // A system that has just lived a model's life needs about three quarters of it.
    private const int Megabytes = 400;
    private static readonly StatusCode[] Clear = [StatusCode.ResourceExhausted, StatusCode.Internal, StatusCode.Unavailable];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [SkippableFact]
    public async Task commands_fail_clearly_while_the_disk_is_full_and_all_goes_on_once_there_is_room()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        await using var system = await RunningSystem.StartAsync(Path.Combine(disk.Path, "data"));
        using var admin = new GatewayClient(system, system.AdminToken, new Retries());
        using var before = new SmallLife(admin, 0);
        await before.LiveAsync();

        disk.Fill();
        var (datasets, refusal) = await RegisterUntilRefusedAsync(admin);
        var refusedRow = SmallLife.Predictions;
        while (await before.TryPredictAsync(refusedRow)) refusedRow++;
        output.WriteLine($"with a full disk: {datasets} datasets registered, then {refusal.Status}; {refusedRow - SmallLife.Predictions} predictions answered");
        refusal.StatusCode.ShouldBeOneOf(Clear);

        disk.Empty();
        await RegisterAsync(admin.Calls, datasets);
        await before.PredictAsync([refusedRow]);
        await Eventually.HoldsAsync(() => Task.FromResult(system.IsHealthy), Patience);
        using var after = new SmallLife(admin, 1);
        await after.LiveAsync();

        var books = await Books.ReadAsync(admin);
        books.ShouldAgree();
        await before.ShouldBeRecordedOnceAsync(admin, books);
        await after.ShouldBeRecordedOnceAsync(admin, books);
        for (var number = 0; number <= datasets; number++) books.TypesOf("catalog", $"dataset/{Dataset(number)}").ShouldBe(["dataset_registered"], Dataset(number));
    }

    /// <summary>How many were registered, and why no more.</summary>
    private static async Task<(int Registered, RpcException Refusal)> RegisterUntilRefusedAsync(GatewayClient admin)
    {
        for (var number = 0; ; number++)
        {
            try
            {
                await RegisterAsync(admin.Once, number);
            }
            catch (RpcException e)
            {
                return (number, e);
            }
        }
    }

    private static async Task RegisterAsync(CallInvoker calls, int number) => await new DatasetCatalog.DatasetCatalogClient(calls).RegisterDatasetAsync(
        new RegisterDatasetRequest { Name = Dataset(number), Description = new string('d', 1000), RequestId = Dataset(number) }, deadline: Retries.Deadline);

    private static string Dataset(int number) => $"full-{number}";
}
