using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MlOps.EventSourcing.Hosting;

/// <summary>
/// Puts the tenant into the keys of event tables that were made without tenants, before Marten compares them with its own: it does the same
/// for documents, but would add the foreign key of the events twice.
/// </summary>
internal sealed class TenantKeys(NpgsqlDataSource database, EventStoreOptions options) : IHostedLifecycleService
{
    // Marten applies its schema in the first StartAsync of all.
    public Task StartingAsync(CancellationToken cancellationToken) =>
        ServiceTables.ChangeAsync(database, Sql(options.Events.DatabaseSchemaName), cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does nothing where there are no event tables yet, or where they have the tenant in their keys.</summary>
    private static string Sql(string schema) => $"""
        do $upgrade$
        begin
            if exists (
                select from pg_constraint where conrelid = to_regclass('{schema}.mt_streams') and conname = 'pkey_mt_streams_id') then
                alter table {schema}.mt_events drop constraint if exists fkey_mt_events_stream_id;
                alter table {schema}.mt_streams drop constraint pkey_mt_streams_id;
                alter table {schema}.mt_streams add constraint pkey_mt_streams_tenant_id_id primary key (tenant_id, id);
                alter table {schema}.mt_events add constraint fkey_mt_events_stream_id_tenant_id
                    foreign key (tenant_id, stream_id) references {schema}.mt_streams (tenant_id, id);
                drop index if exists {schema}.pk_mt_events_stream_and_version;
                create unique index pk_mt_events_stream_and_version on {schema}.mt_events (tenant_id, stream_id, version);
            end if;
        end
        $upgrade$;
        """;
}
