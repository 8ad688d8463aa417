using MlOps.Analytics;


namespace MlOps.Catalog.Inspection;

/// <summary>
/// Infers the types of a CSV file's columns from every value: BIGINT, DOUBLE, BOOLEAN, DATE, TIMESTAMP, TIMESTAMP WITH TIME
/// ZONE, else VARCHAR. Numbers with leading zeros and integers beyond 64 bits are treated as identifiers (VARCHAR).
/// </summary>
internal static class ColumnTypes
{
    private const int ColumnsPerQuery = 256;
    private const string Number = " *[+-]?((0|[1-9][0-9]*)([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)? *";
    private const string Date = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
    private const string Time = "[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?";
    private const string Zone = "(Z|[+-][0-9]{2}(:?[0-9]{2})?)";

    /// <summary>Infers the types of the text columns of a relation, in order.</summary>
    public static IReadOnlyList<string> Infer(
        AnalyticsDatabase database, string relation, IReadOnlyList<string> columns, CancellationToken cancellation) =>
        [.. columns.Chunk(ColumnsPerQuery).SelectMany(chunk => database.Query(
            $"SELECT {string.Join(", ", chunk.Select(Kinds))} FROM {relation}",
            row => chunk.Select((_, i) => row.IsDBNull(i) ? "VARCHAR" : TypeOf((Kind)Convert.ToInt32(row.GetValue(i)))).ToList(),
            cancellation).Single())];

    // A bit set of the kinds of values in a column.
    private static string Kinds(string column)
    {
        var c = Sql.Name(column);
        return $"""
            bit_or(CASE
                WHEN {c} IS NULL THEN NULL
                WHEN regexp_full_match({c}, ' *[+-]?(0|[1-9][0-9]*) *')
                    THEN CASE WHEN TRY_CAST({c} AS BIGINT) IS NULL THEN {(int)Kind.Text} ELSE {(int)Kind.Integer} END
                WHEN regexp_full_match({c}, '{Number}|(?i) *(nan|[+-]?inf(inity)?) *')
                    AND TRY_CAST({c} AS DOUBLE) IS NOT NULL THEN {(int)Kind.Number}
                WHEN lower({c}) IN ('true', 'false') THEN {(int)Kind.Boolean}
                WHEN regexp_full_match({c}, '{Date}') AND TRY_CAST({c} AS DATE) IS NOT NULL THEN {(int)Kind.Date}
                WHEN regexp_full_match({c}, '{Date}[ T]{Time}')
                    AND TRY_CAST({c} AS TIMESTAMP) IS NOT NULL THEN {(int)Kind.Moment}
                WHEN regexp_full_match({c}, '{Date}[ T]{Time}{Zone}')
                    AND TRY_CAST({c} AS TIMESTAMPTZ) IS NOT NULL THEN {(int)Kind.ZonedMoment}
                ELSE {(int)Kind.Text} END)
            """;
    }

    private static string TypeOf(Kind kinds) => kinds switch
    {
        Kind.Integer => "BIGINT",
        Kind.Number or (Kind.Number | Kind.Integer) => "DOUBLE",
        Kind.Boolean => "BOOLEAN",
        Kind.Date => "DATE",
        Kind.Moment or (Kind.Moment | Kind.Date) => "TIMESTAMP",
        Kind.ZonedMoment => "TIMESTAMP WITH TIME ZONE",
        _ => "VARCHAR",
    };

    [Flags]
    private enum Kind
    {
        Integer = 1,
        Number = 2,
        Boolean = 4,
        Date = 8,
        Moment = 16,
        ZonedMoment = 32,
        Text = 64,
    }
}
