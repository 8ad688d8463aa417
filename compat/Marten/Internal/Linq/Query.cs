using System.Linq.Expressions;
using Marten.Exceptions;
using Npgsql;

namespace Marten.Internal.Linq;

/// <summary>A chain of query methods, translated.</summary>
internal sealed class Query
{
    private readonly MartenQueryProvider provider;
    private readonly IQuerySource source;
    private readonly SqlStatement statement;
    private readonly WhereClause where;
    private readonly List<string> conditions = [];
    private readonly List<string> order = [];
    private readonly List<LambdaExpression> selectors = [];
    private int? skip;
    private int? take;

    public Query(MartenQueryProvider provider, Expression expression)
    {
        this.provider = provider;
        var calls = new Stack<MethodCallExpression>();
        while (expression is MethodCallExpression call)
        {
            calls.Push(call);
            expression = call.Arguments[0];
        }

        ElementType = ((IQueryable)((ConstantExpression)expression).Value!).ElementType;
        source = provider.SourceOf(ElementType);
        statement = new SqlStatement(provider.Session.Options);
        where = new WhereClause(source, statement);
        foreach (var call in calls) Add(call);
    }

    public Type ElementType { get; }

    /// <summary>What turns an element into the result; null where it is the element itself.</summary>
    public Func<object, object?>? Selector { get; private set; }

    public void Limit(int count) => take = Math.Min(take ?? count, count);

    public Task EnsureAsync() => source.EnsureAsync(provider.Session.Owner);

    public T Read<T>(NpgsqlDataReader reader) => source.Read<T>(provider.Session, reader);

    public NpgsqlBatchCommand ToRows() => Command($"select {source.Columns}{(provider.Statistics is null ? "" : ", count(*) over ()")} {From()}{Paging()}");

    public NpgsqlBatchCommand ToCount() => Command(skip is null && take is null ? $"select count(*) {From(isOrdered: false)}" : $"select count(*) from (select 1 {From()}{Paging()}) page");

    public NpgsqlBatchCommand ToAny() => Command($"select exists (select 1 {From(isOrdered: false)}{Paging()})");

    public NpgsqlBatchCommand ToAggregate(string function, LambdaExpression member)
    {
        var path = ExpressionValues.MemberPath(member.Body) ?? throw new BadLinqExpressionException($"'{member}' is not a member.");
        return Command($"select {function}({source.Member(path).Sql}) {From(isOrdered: false)}");
    }

    private void Add(MethodCallExpression call)
    {
        if (selectors.Count > 0 && call.Method.Name is not ("Select" or "Skip" or "Take"))
            throw new BadLinqExpressionException($"'{call.Method.Name}' must come before 'Select'.");
        switch (call.Method.Name)
        {
            case nameof(Queryable.Where):
                conditions.Add(where.Translate(Lambda(call)));
                break;
            case nameof(Queryable.OrderBy) or nameof(Queryable.OrderByDescending):
                order.Clear();
                AddOrder(call);
                break;
            case nameof(Queryable.ThenBy) or nameof(Queryable.ThenByDescending):
                AddOrder(call);
                break;
            case nameof(Queryable.Skip):
                skip = (int)ExpressionValues.Evaluate(call.Arguments[1])!;
                break;
            case nameof(Queryable.Take):
                Limit((int)ExpressionValues.Evaluate(call.Arguments[1])!);
                break;
            case nameof(Queryable.Select):
                AddSelector(Lambda(call));
                break;
            default:
                throw new BadLinqExpressionException($"Marten does not support the LINQ operator '{call.Method.Name}'.");
        }
    }

    private void AddOrder(MethodCallExpression call)
    {
        var path = ExpressionValues.MemberPath(Lambda(call).Body) ?? throw new BadLinqExpressionException($"'{call.Arguments[1]}' is not a member to order by.");
        var isDescending = call.Method.Name.EndsWith("Descending", StringComparison.Ordinal);
        order.Add($"{source.Member(path).Sql}{(isDescending ? " desc" : "")}");
    }

    private void AddSelector(LambdaExpression lambda)
    {
        selectors.Add(lambda);
        var element = Expression.Parameter(typeof(object));
        var typed = Expression.Convert(element, lambda.Parameters[0].Type);
        var body = Expression.Convert(Expression.Invoke(lambda, typed), typeof(object));
        var select = Expression.Lambda<Func<object, object?>>(body, element).Compile();
        var before = Selector;
        Selector = before is null ? select : x => select(before(x)!);
    }

    private string From(bool isOrdered = true)
    {
        var filter = source.Filter(statement, provider.Session.TenantId, where.IncludesArchived);
        var all = string.Join(" and ", conditions.Prepend(filter));
        return $"from {source.Table} where {all}{(isOrdered && order.Count > 0 ? $" order by {string.Join(", ", order)}" : "")}";
    }

    private string Paging() =>
        (skip is null ? "" : $" offset {statement.Parameter(skip)}") + (take is null ? "" : $" limit {statement.Parameter(take)}");

    private NpgsqlBatchCommand Command(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in statement.Parameters) command.Parameters.Add(parameter);
        return command;
    }

    private static LambdaExpression Lambda(MethodCallExpression call) => (LambdaExpression)ExpressionValues.Unwrap(call.Arguments[1]);
}
