using Marten.Internal.Operations;
using Npgsql;

namespace Marten.Internal.Sessions;

internal partial class QuerySession
{
    public Task<T?> LoadAsync<T>(string id, CancellationToken token = default)
        where T : notnull => LoadAsync<T>((object)id, token);

    public Task<T?> LoadAsync<T>(int id, CancellationToken token = default)
        where T : notnull => LoadAsync<T>((object)id, token);

    public Task<T?> LoadAsync<T>(long id, CancellationToken token = default)
        where T : notnull => LoadAsync<T>((object)id, token);

    public Task<T?> LoadAsync<T>(Guid id, CancellationToken token = default)
        where T : notnull => LoadAsync<T>((object)id, token);

    public async Task<T?> LoadAsync<T>(object id, CancellationToken token = default)
        where T : notnull
    {
        await Owner.Schema.EnsureDocumentAsync(Options.MappingFor(typeof(T)));
        T? document = default;
        await ReadAsync([LoadCommand(typeof(T), id, "data")], reader => document = ReadDocument<T>(reader), token);
        return document;
    }

    public async Task<bool> CheckExistsAsync<T>(object id, CancellationToken token = default)
        where T : notnull
    {
        await Owner.Schema.EnsureDocumentAsync(Options.MappingFor(typeof(T)));
        var exists = false;
        await ReadAsync([LoadCommand(typeof(T), id, "1")], _ => exists = true, token);
        return exists;
    }

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(params string[] ids)
        where T : notnull => LoadManyAsync<T, string>(ids, default);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<string> ids)
        where T : notnull => LoadManyAsync<T, string>([.. ids], default);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(params Guid[] ids)
        where T : notnull => LoadManyAsync<T, Guid>(ids, default);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<Guid> ids)
        where T : notnull => LoadManyAsync<T, Guid>([.. ids], default);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, params string[] ids)
        where T : notnull => LoadManyAsync<T, string>(ids, token);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, IEnumerable<string> ids)
        where T : notnull => LoadManyAsync<T, string>([.. ids], token);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, params Guid[] ids)
        where T : notnull => LoadManyAsync<T, Guid>(ids, token);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, IEnumerable<Guid> ids)
        where T : notnull => LoadManyAsync<T, Guid>([.. ids], token);

    /// <summary>The documents of one tenant by identity.</summary>
    public async Task<IReadOnlyList<T>> LoadManyAsync<T, TId>(TId[] ids, CancellationToken token, string? tenantId = null)
        where T : notnull
    {
        if (ids.Length == 0) return [];
        var mapping = Options.MappingFor(typeof(T));
        await Owner.Schema.EnsureDocumentAsync(mapping);
        var command = new NpgsqlBatchCommand($"select data from {mapping.Table} where id = any($1){(mapping.IsConjoined ? " and tenant_id = $2" : "")}");
        command.Parameters.Add(SqlParameters.Of(ids));
        if (mapping.IsConjoined) command.Parameters.Add(SqlParameters.Text(tenantId ?? TenantId));
        var documents = new List<T>(ids.Length);
        await ReadAsync([command], reader => documents.Add(ReadDocument<T>(reader)), token);
        return documents;
    }

    public NpgsqlBatchCommand LoadCommand(Type type, object id, string columns)
    {
        var mapping = Options.MappingFor(type);
        if (id.GetType() != mapping.IdType)
            throw new InvalidOperationException($"Documents of type {type.FullName} are identified by {mapping.IdType.Name}, not by {id.GetType().Name}.");
        var command = new NpgsqlBatchCommand($"select {columns} from {mapping.Table} where id = $1{(mapping.IsConjoined ? " and tenant_id = $2" : "")}");
        command.Parameters.Add(SqlParameters.Inferred(id));
        if (mapping.IsConjoined) command.Parameters.Add(SqlParameters.Text(TenantId));
        return command;
    }
}
