using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MlOps.Contracts;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Secrets;
using MlOps.ServiceHost;
using Npgsql;
using Xunit.Abstractions;
using MasterKeyRetired = MlOps.Contracts.Identity.V1.MasterKeyRetired;
using MasterKeyRotated = MlOps.Contracts.Identity.V1.MasterKeyRotated;

namespace MlOps.Gateway.Tests.Secrets;

public sealed class MasterKeyRotationTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Variable = "MLOPS_MASTER_KEY";
    private const int MoreThanABatch = Rewrapping.Batch + 20;
    private readonly SecretsSystem system = new();

    public Task InitializeAsync() => system.InitializeAsync();

    public Task DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task everything_is_put_under_the_new_key_and_the_old_one_is_destroyed()
    {
        var old = system.KeyFiles.ShouldHaveSingleItem();
        await StoreAsync(MoreThanABatch);

        var key = await system.Admin.RotateMasterKeyAsync(new RotateMasterKeyRequest { Reason = "a year is over", RequestId = "r-1" });

        (key.Replaces, key.Revision).ShouldBe((old, 1));
        await RetiredAsync(old);
        system.KeyFiles.ShouldBe([key.KeyId]);
        (await SecretRows.ByKeyAsync(system.Gateway)).ShouldHaveSingleItem().ShouldBe(new(key.KeyId, MoreThanABatch));
        await AllOpenAsync(system.Gateway, MoreThanABatch);
        (await system.Admin.RotateMasterKeyAsync(new RotateMasterKeyRequest { Reason = "a year is over", RequestId = "r-1" })).ShouldBe(key);
        var keys = (await system.Admin.ListMasterKeysAsync(new ListMasterKeysRequest())).Keys.ToDictionary(one => one.KeyId);
        (keys[old].Protects, keys[old].RetireTime is null, keys[key.KeyId].Protects, keys[key.KeyId].RetireTime is null)
            .ShouldBe((0, false, MoreThanABatch, true));
        var rotated = await system.System.ConsumeAsync<MasterKeyRotated>(Topics.Gateway, e => e.Data.KeyId == key.KeyId);
        (rotated.Actor, rotated.Reason, rotated.Subject, rotated.Data.Replaces).ShouldBe(("root", "a year is over", $"master-key/{key.KeyId}", old));
        (await system.System.ConsumeAsync<MasterKeyRetired>(Topics.Gateway, e => e.Data.KeyId == old)).Actor.ShouldBe("service:gateway");
    }

    [Fact]
    public async Task two_nodes_rotate_store_and_use_at_once_without_one_refused_call_or_lost_value()
    {
        await using var second = await system.Gateway.StartSecondNodeAsync();
        TestService[] nodes = [system.Gateway, second];
        var stored = new ConcurrentQueue<int>();
        using var stop = new CancellationTokenSource();
        await system.CreateAsync("busy", "s3cr3t");
        var load = nodes.SelectMany((node, n) => Enumerable.Range(0, 2).Select(part => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var number = ((i * 2) + part) * nodes.Length + n;
                await StoreAsync(SecretsSystem.As(node, "engineer"), number);
                stored.Enqueue(number);
                (await system.Using(node).UseSecretAsync(new UseSecretRequest { Name = "busy", Purpose = "a test" })).Value.ToStringUtf8().ShouldBe("s3cr3t");
            }
        }))).ToList();

        for (var i = 0; i < 6; i++)
        {
            var before = stored.Count;
            var client = new Contracts.Identity.V1.Secrets.SecretsClient(nodes[i % 2].ChannelIn(["*"], "root", "admin"));
            await client.RotateMasterKeyAsync(new RotateMasterKeyRequest());
            await Eventually.HoldsAsync(() => Task.FromResult(stored.Count > before + 10 || load.Any(one => one.IsFaulted)));
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        await Eventually.HoldsAsync(() => Task.FromResult(system.KeyFiles.Count() == 1));
        foreach (var node in nodes)
        foreach (var number in stored) (await UseAsync(node, NameOf(number))).ShouldBe($"value {number}");
        output.WriteLine($"{stored.Count} secrets stored by two nodes during 6 rotations, all open under the one key that is left");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_rotation_that_broke_off_in_the_middle_goes_on_at_the_next_start(bool killed)
    {
        var old = system.KeyFiles.Single();
        await StoreAsync(MoreThanABatch);
        string next;
        GatewayProcess? process = null;
        if (killed)
        {
            process = await GatewayProcess.StartAsync(system.Gateway);
            await system.Gateway.StopAsync();
        }

        // The second batch waits for a row that somebody else has; the first one is done.
        await using (var database = NpgsqlDataSource.Create(system.Gateway.Database))
        await using (var connection = await database.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var held = new NpgsqlCommand($"select from secret_envelopes where name = '{NameOf(MoreThanABatch - 1)}' for update", connection, transaction);
            await held.ExecuteNonQueryAsync();
            var admin = process is null ? system.Admin : new Contracts.Identity.V1.Secrets.SecretsClient(process.ChannelOf(system.System.OutsideTokenIn(["*"], "root", "admin")));
            next = (await admin.RotateMasterKeyAsync(new RotateMasterKeyRequest())).KeyId;
            await Eventually.HoldsAsync(async () => (await SecretRows.ByKeyAsync(system.Gateway)).GetValueOrDefault(next) == Rewrapping.Batch);
            if (process is null) await AllOpenAsync(system.Gateway, MoreThanABatch);
            if (process is null) await system.Gateway.StopAsync();
            else await process.KillAsync();
            (await SecretRows.ByKeyAsync(system.Gateway))[old].ShouldBe(MoreThanABatch - Rewrapping.Batch);
        }

        process?.Dispose();
        await system.Gateway.StartAsync();

        await RetiredAsync(old);
        system.KeyFiles.ShouldBe([next]);
        await AllOpenAsync(system.Gateway, MoreThanABatch);
    }

    [Fact]
    public async Task a_key_that_is_of_no_use_any_more_is_destroyed_and_recorded_also_when_the_node_died_in_between()
    {
        var old = system.KeyFiles.Single();
        await StoreAsync(1);
        await using (await HeldEvents.HoldAsync(system.Gateway.Database, "master_key_retired"))
        {
            await system.Admin.RotateMasterKeyAsync(new RotateMasterKeyRequest());
            // Its row is gone, and its file; the record is not written.
            await Eventually.HoldsAsync(() => Task.FromResult(!system.KeyFiles.Contains(old)));
            await system.Gateway.StopAsync();
        }

        await system.Gateway.StartAsync();

        await RetiredAsync(old);
        await AllOpenAsync(system.Gateway, 1);
    }

    [Fact]
    public async Task a_key_stays_as_long_as_something_under_it_cannot_be_opened()
    {
        var old = system.KeyFiles.Single();
        await StoreAsync(2);
        await system.ExecuteAsync($"update secret_envelopes set wrapped_key = '\\x01' where name = '{NameOf(0)}'");

        var next = (await system.Admin.RotateMasterKeyAsync(new RotateMasterKeyRequest())).KeyId;

        await Eventually.HoldsAsync(async () => (await SecretRows.ByKeyAsync(system.Gateway)).GetValueOrDefault(next) == 1);
        (await UseAsync(system.Gateway, NameOf(1))).ShouldBe("value 1");
        system.KeyFiles.ShouldBe([old, next], ignoreOrder: true);
        await system.Engineer.DeleteSecretAsync(new DeleteSecretRequest { Name = NameOf(0), Reason = "of no use" });
        await system.Gateway.Services.GetRequiredService<Rewrapping>().RewrapAsync(CancellationToken.None);
        system.KeyFiles.ShouldBe([next]);
    }

    [Fact]
    public async Task keys_are_for_their_owner_alone_or_the_gateway_does_not_start()
    {
        if (OperatingSystem.IsWindows()) return;
        var file = Path.Combine(system.System.MasterKeys, $"{system.KeyFiles.Single()}.key");
        File.GetUnixFileMode(system.System.MasterKeys).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await system.Gateway.StopAsync();

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        (await Should.ThrowAsync<InvalidDataException>(system.Gateway.StartAsync)).Message.ShouldContain(file);
        await system.Gateway.StopAsync();

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await system.Gateway.StartAsync();
    }

    [Fact]
    public async Task without_its_master_key_the_gateway_serves_everything_but_secrets_until_the_key_is_back()
    {
        await StoreAsync(1);
        var moved = system.System.MasterKeys + "-moved";
        await system.Gateway.StopAsync();
        Directory.Move(system.System.MasterKeys, moved);

        await system.Gateway.StartAsync();

        await Refused.WithAsync(StatusCode.Unavailable, () => UseAsync(system.Gateway, NameOf(0)));
        await Refused.WithAsync(StatusCode.Unavailable, () => system.CreateAsync("another", "x"));
        (await system.Engineer.ListSecretsAsync(new ListSecretsRequest())).Secrets.Count.ShouldBe(1);
        (await HealthAsync()).ShouldBe(HealthStatus.Degraded);
        system.Gateway.Log.ShouldContain(line => line.Contains("is not there"));
        Directory.Move(moved, system.System.MasterKeys);
        await AllOpenAsync(system.Gateway, 1);
        (await HealthAsync()).ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task keys_move_from_files_to_variables_from_one_to_the_next_and_back()
    {
        var file = system.KeyFiles.Single();
        var (one, two) = (NewKey(), NewKey());
        await StoreAsync(3);
        await system.Gateway.StopAsync();

        await using (var node = await system.Gateway.StartSecondNodeAsync([new(Variable, one)]))
        {
            await AllOpenAsync(node, 3);
            await AdminOf(node).RotateMasterKeyAsync(new RotateMasterKeyRequest());
            await Eventually.HoldsAsync(() => Task.FromResult(!system.KeyFiles.Contains(file)));
            (await Refused.WithAsync(StatusCode.FailedPrecondition, () => AdminOf(node).RotateMasterKeyAsync(new RotateMasterKeyRequest()).ResponseAsync))
                .Rule().Type.ShouldBe("master-key-unchanged");
        }

        await using (var node = await system.Gateway.StartSecondNodeAsync([new(Variable, two), new("MLOPS_MASTER_KEY_PREVIOUS", one), new("Secrets:MasterKeys", "")]))
        {
            await AllOpenAsync(node, 3);
            var key = await AdminOf(node).RotateMasterKeyAsync(new RotateMasterKeyRequest());
            await Eventually.HoldsAsync(async () => (await SecretRows.ByKeyAsync(node)).Keys.SequenceEqual([key.KeyId]));
        }

        await using (var node = await system.Gateway.StartSecondNodeAsync([new(Variable, two), new("Secrets:MasterKeys", "")])) await AllOpenAsync(node, 3);
        await using (var node = await system.Gateway.StartSecondNodeAsync([new("MLOPS_MASTER_KEY_PREVIOUS", two)]))
        {
            var key = await AdminOf(node).RotateMasterKeyAsync(new RotateMasterKeyRequest());
            await Eventually.HoldsAsync(async () => (await SecretRows.ByKeyAsync(node)).Keys.SequenceEqual([key.KeyId]));
            system.KeyFiles.ShouldBe([key.KeyId]);
        }

        await system.Gateway.StartAsync();
        await AllOpenAsync(system.Gateway, 3);
        (await Should.ThrowAsync<InvalidDataException>(() => system.Gateway.StartSecondNodeAsync([new(Variable, "not-a-key")]))).Message.ShouldNotContain("not-a-key");
        static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    }

    [Fact]
    public async Task only_an_admin_of_all_workspaces_rotates_the_key_and_only_such_and_auditors_see_the_keys()
    {
        foreach (var role in (string[])["admin", "engineer", "auditor"])
        {
            var client = SecretsSystem.As(system.Gateway, role);
            await Refused.WithAsync(StatusCode.PermissionDenied, () => client.RotateMasterKeyAsync(new RotateMasterKeyRequest()).ResponseAsync);
            await Refused.WithAsync(StatusCode.PermissionDenied, () => client.ListMasterKeysAsync(new ListMasterKeysRequest()).ResponseAsync);
        }

        var auditor = SecretsSystem.As(system.Gateway, "auditor", "*");
        (await auditor.ListMasterKeysAsync(new ListMasterKeysRequest())).Keys.Select(key => key.KeyId).ShouldBe(system.KeyFiles);
    }

    private static Contracts.Identity.V1.Secrets.SecretsClient AdminOf(TestService node) => new(node.ChannelIn(["*"], "root", "admin"));

    private static string NameOf(int number) => $"secret-{number:D5}";

    private static async Task StoreAsync(Contracts.Identity.V1.Secrets.SecretsClient client, int number) => await client.CreateSecretAsync(
        new CreateSecretRequest { Name = NameOf(number), Value = ByteString.CopyFromUtf8($"value {number}") });

    private async Task StoreAsync(int count) => await Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4 },
        async (number, _) => await StoreAsync(system.Engineer, number));

    private async Task AllOpenAsync(TestService node, int count)
    {
        for (var number = 0; number < count; number++) (await UseAsync(node, NameOf(number))).ShouldBe($"value {number}");
    }

    private async Task<string> UseAsync(TestService node, string name) =>
        (await system.Using(node).UseSecretAsync(new UseSecretRequest { Name = name, Purpose = "a test" })).Value.ToStringUtf8();

    private Task RetiredAsync(string key) => Eventually.HoldsAsync(async () =>
        (await system.Admin.ListMasterKeysAsync(new ListMasterKeysRequest())).Keys.Single(one => one.KeyId == key).RetireTime is not null);

    private async Task<HealthStatus> HealthAsync() =>
        (await system.Gateway.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "master-key")).Status;
}
