using MlOps.ServiceHost;
using Npgsql;

namespace MlOps.Gateway.Tests.Secrets;

/// <summary>What is stored of values.</summary>
internal static class SecretRows
{
    /// <summary>How many versions of a secret have a value.</summary>
    public static async Task<long> CountAsync(TestService gateway, string name)
    {
        await using var database = NpgsqlDataSource.Create(gateway.Database);
        await using var command = database.CreateCommand("select count(*) from secret_envelopes where name = $1");
        command.Parameters.AddWithValue(name);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>How many values each master key protects.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> ByKeyAsync(TestService gateway)
    {
        var counts = new Dictionary<string, long>();
        await using var database = NpgsqlDataSource.Create(gateway.Database);
        await using var command = database.CreateCommand("select key_id, count(*) from secret_envelopes group by key_id");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) counts[reader.GetString(0)] = reader.GetInt64(1);
        return counts;
    }
}
