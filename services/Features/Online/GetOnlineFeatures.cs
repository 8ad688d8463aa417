using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Features.V1;
using MlOps.Features.Entities;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;
using Value = MlOps.Contracts.Features.V1.Value;

namespace MlOps.Features.Online;

/// <summary>
/// Looks up the newest materialized values of the requested keys. Values older than the TTL of the view are left out with
/// the status OUTSIDE_MAX_AGE, as in training sets.
/// </summary>
internal sealed class GetOnlineFeatures(OnlinePlans plans, OnlineStore store, TimeProvider time)
{
    // Protobuf overhead, status and timestamp of one value; the size of the value itself is counted when read.
    private const int BytesAroundValue = 32;
    private static readonly Value NoValue = new();
    private static readonly Timestamp NoTime = new();

    public async Task<GetOnlineFeaturesResponse> HandleAsync(GetOnlineFeaturesRequest request, CancellationToken cancellation)
    {
        var plan = await plans.OfAsync(request, cancellation);
        var rows = Validate(request, plan);
        var lookups = plan.Views.Select(v => (v.Name, KeysOf(v, request, rows))).ToList();
        var found = await store.ReadAsync(lookups, cancellation);

        var now = time.GetUtcNow().UtcDateTime;
        var results = plan.FeatureNames.Select(_ => NothingFound(rows)).ToList();
        var bytes = (long)rows * plan.FeatureNames.Count * BytesAroundValue;
        foreach (var (view, row) in plan.Views.Zip(found).SelectMany(v => v.Second.Select(row => (v.First, row))))
        {
            Fill(results, view, row, now);
            bytes += row.Bytes;
        }

        return Bounded(new GetOnlineFeaturesResponse { FeatureNames = { plan.FeatureNames }, Results = { results } }, bytes);
    }

    private static void Fill(List<FeatureVector> results, OnlineView view, FoundRow row, DateTime now)
    {
        var expired = view.Ttl > TimeSpan.Zero && now - row.EventTime > view.Ttl;
        var eventTime = row.EventTime.ToTimestamp();
        foreach (var (stored, result) in view.Features)
        {
            // Rows written before a feature was added do not contain it.
            if (stored >= row.Values.Values.Count) continue;
            var value = row.Values.Values[stored];
            var vector = results[result];
            vector.EventTimestamps[row.Row] = eventTime;
            vector.Statuses[row.Row] = expired ? FieldStatus.OutsideMaxAge
                : value.KindCase == Value.KindOneofCase.None ? FieldStatus.NullValue
                : FieldStatus.Present;
            if (!expired) vector.Values[row.Row] = value;
        }
    }

    /// <summary>Limits the size of the answer, which long strings may exceed.</summary>
    private static GetOnlineFeaturesResponse Bounded(GetOnlineFeaturesResponse response, long estimate)
    {
        if (estimate <= Page<Value>.MaxBytes || response.CalculateSize() <= Page<Value>.MaxBytes) return response;
        throw new LimitExceededException(
            "bytes of an answer", $"An answer may have at most {Page<Value>.MaxBytes} bytes; ask for fewer rows or features.");
    }

    private static FeatureVector NothingFound(int rows)
    {
        var vector = new FeatureVector();
        for (var i = 0; i < rows; i++)
        {
            vector.Values.Add(NoValue);
            vector.Statuses.Add(FieldStatus.NotFound);
            vector.EventTimestamps.Add(NoTime);
        }

        return vector;
    }

    private static byte[]?[] KeysOf(OnlineView view, GetOnlineFeaturesRequest request, int rows)
    {
        var columns = view.JoinKeys.Select(k => request.Entities[k.Name].Values).ToList();
        return [.. Enumerable.Range(0, rows).Select(KeyOf)];

        byte[]? KeyOf(int row) => columns.TrueForAll(column => column[row].KindCase != Value.KindOneofCase.None)
            ? OnlineStore.KeyOf(columns.Select(column => column[row]))
            : null;
    }

    // Returns the number of rows; each join key has one value per row.
    private static int Validate(GetOnlineFeaturesRequest request, OnlinePlan plan)
    {
        var keys = plan.JoinKeys;
        var faults = new Faults();
        foreach (var given in request.Entities.Keys.Where(given => keys.All(k => k.Name != given)))
            faults.Require(false, $"entities[{given}]", "is no join key of these features");
        foreach (var key in keys.Where(k => !request.Entities.ContainsKey(k.Name)))
            faults.Require(false, $"entities[{key.Name}]", "is required");
        faults.ThrowIfAny();

        var rows = request.Entities[keys[0].Name].Values.Count;
        faults
            .Require(rows is > 0 and <= Limits.OnlineRows, $"entities[{keys[0].Name}]", $"must have 1 to {Limits.OnlineRows} values")
            .Require(
                (long)rows * plan.FeatureNames.Count <= Limits.OnlineValues, $"entities[{keys[0].Name}]",
                $"must not ask for more than {Limits.OnlineValues} values: rows × features");
        foreach (var key in keys)
        {
            var values = request.Entities[key.Name].Values;
            faults
                .Require(values.Count == rows, $"entities[{key.Name}]", $"must have as many values as the other join keys ({rows})")
                .Require(
                    values.All(v => Fits(v, key.Type)), $"entities[{key.Name}]",
                    $"must be of type {key.Type.ToString().ToUpperInvariant()}");
        }

        faults.ThrowIfAny();
        return rows;
    }

    private static bool Fits(Value value, ValueType type) => value.KindCase switch
    {
        Value.KindOneofCase.None => true,
        Value.KindOneofCase.Int64Value => type == ValueType.Int64,
        Value.KindOneofCase.StringValue => type == ValueType.String,
        Value.KindOneofCase.BoolValue => type == ValueType.Bool,
        _ => false,
    };
}
