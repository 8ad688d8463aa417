using MlOps.Contracts.Serving.V1;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Paging;
using Npgsql;

namespace MlOps.Serving.PredictionLog;

/// <summary>Reads logged predictions of the caller's workspace.</summary>
internal sealed class PredictionQueries(NpgsqlDataSource database)
{
    // The bytes are summed up in the database: rows that do not fit the page by size are not read.
    private const string Newest = """
        SELECT data FROM (
            SELECT data, prediction_id, sum(octet_length(data)) OVER (ORDER BY prediction_id DESC) - octet_length(data) AS before
            FROM (
                SELECT data, prediction_id FROM prediction
                WHERE workspace = $1 AND deployment = $2 AND ($3 = '' OR client_id = $3) AND ($10 = '' OR actor = $10)
                    AND prediction_id >= $4 AND prediction_id < $5 AND time >= $6 AND time < $7
                ORDER BY prediction_id DESC LIMIT $8) newest) sized
        WHERE before <= $9 ORDER BY prediction_id DESC
        """;

    /// <param name="id">The prediction's id.</param>
    /// <param name="actor">Who asked for it; empty if it may be anybody.</param>
    /// <param name="cancellation">Ends the query.</param>
    /// <exception cref="NotFoundException">
    /// No prediction of that id has been logged (yet), it is no longer kept, or somebody else asked for it.
    /// </exception>
    public async Task<Prediction> GetAsync(string id, string actor, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT data FROM prediction WHERE workspace = $1 AND prediction_id = $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Caller.Current.Workspace });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        return await command.ExecuteScalarAsync(cancellation) is byte[] data
            && Prediction.Parser.ParseFrom(data) is var prediction && (actor.Length == 0 || prediction.Actor == actor)
            ? prediction
            : throw new NotFoundException("prediction", id);
    }

    /// <summary>A deployment's predictions, newest first.</summary>
    public async Task<Page<Prediction>> ListAsync(PredictionFilter filter, PageRequest page, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Newest);
        Add(Caller.Current.Workspace);
        Add(filter.Deployment);
        Add(filter.ClientId);
        Add(PredictionId.From(filter.Start));
        Add(page.After ?? PredictionId.After(filter.End));
        Add(filter.Start.ToUniversalTime());
        Add(filter.End.ToUniversalTime());
        Add(page.Rows);
        Add((long)Page<Prediction>.MaxBytes);
        Add(filter.Actor);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var predictions = new List<Prediction>();
        while (await reader.ReadAsync(cancellation)) predictions.Add(Prediction.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)));
        return new Page<Prediction>(page, predictions, prediction => prediction.PredictionId);

        void Add<T>(T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
    }
}

/// <summary>Which predictions a list has.</summary>
/// <param name="ClientId">What the client called them; empty for all.</param>
/// <param name="Actor">Who asked for them; empty for all.</param>
internal sealed record PredictionFilter(string Deployment, string ClientId, string Actor, DateTimeOffset Start, DateTimeOffset End);
