namespace MlOps.ServiceDefaults.Errors;

/// <summary>Fields of the request that cannot be accepted (INVALID_ARGUMENT, 400): all of them, not just the first.</summary>
public sealed class InvalidRequestException(IReadOnlyList<FieldFault> faults)
    : RuleException(string.Join("; ", faults.Select(f => $"{f.Field}: {f.Description}")))
{
    /// <summary>One fault of one field.</summary>
    public InvalidRequestException(string field, string description) : this([new FieldFault(field, description)])
    {
    }

    /// <summary>The fields at fault.</summary>
    public IReadOnlyList<FieldFault> Faults { get; } = faults;
}

/// <summary>What is wrong with one field, named by its path in the request (<c>inputs[2].shape</c>).</summary>
public sealed record FieldFault(string Field, string Description);
