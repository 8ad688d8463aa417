using JasperFx.Events.Projections;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MlOps.EventSourcing;
using MlOps.Gateway.Secrets.MasterKeys;

namespace MlOps.Gateway.Secrets;

/// <summary>Secrets and the keys that protect them.</summary>
internal static class SecretsModule
{
    /// <summary>Adds their states to the event store.</summary>
    public static void AddSecrets(this EventStoreOptions options)
    {
        options.Projections.Snapshot<Secret>(SnapshotLifecycle.Inline);
        options.Projections.Snapshot<SecretUses>(SnapshotLifecycle.Inline);
        options.Projections.Snapshot<MasterKeyRecord>(SnapshotLifecycle.Inline);
        options.Audits<Secret>(Secret.StreamPrefix);
        options.Audits<SecretUses>(SecretUses.StreamPrefix);
        options.Audits<MasterKeyRecord>(MasterKeyRecord.StreamPrefix);
    }

    /// <summary>Adds their services; after the commit signals.</summary>
    public static void AddSecrets(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddTables(MasterKeyTable.Schema + Envelopes.Schema);
        services.AddOptions<MasterKeyOptions>().BindConfiguration("Secrets");
        // The first provider has the next key; the others are asked for the keys that it does not have.
        var given = EnvironmentMasterKeys.IsGiven(configuration);
        if (given) services.AddSingleton<IMasterKeys, EnvironmentMasterKeys>();
        if (!given || configuration["Secrets:MasterKeys"] is { Length: > 0 }) services.AddSingleton<IMasterKeys, FileMasterKeys>();
        if (!given) services.AddSingleton<IMasterKeys, EnvironmentMasterKeys>();
        services.AddSingleton<MasterKeyChain>().AddSingleton<MasterKeyTable>().AddSingleton<Envelopes>().AddSingleton<SecretValues>();
        services.AddScoped<RotateMasterKey>().AddScoped<SecretWriter>().AddScoped<SecretQueries>();
        services.AddScoped<CreateSecret>().AddScoped<UpdateSecret>().AddScoped<DisableSecretVersion>().AddScoped<DeleteSecret>();
        services.AddScoped<UseSecret>().AddSingleton<UseRecorder>().AddSingleton<Rewrapping>();
        services.AddHostedService<MasterKeyStart>();
        services.AddHostedService(provider => provider.GetRequiredService<UseRecorder>());
        services.AddHostedService(provider => provider.GetRequiredService<Rewrapping>());
        services.AddHealthChecks().AddCheck<MasterKeyHealth>("master-key", HealthStatus.Degraded);
    }
}
