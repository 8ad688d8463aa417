namespace MlOps.ServiceDefaults.Errors;

/// <summary>The request has invalid fields (INVALID_ARGUMENT, 400); lists all of them, not just the first.</summary>
public sealed class InvalidRequestException(IReadOnlyList<FieldFault> faults)
    : RuleException(string.Join("; ", faults.Select(f => $"{f.Field}: {f.Description}")))
{
    /// <summary>Creates the exception for a single field.</summary>
    public InvalidRequestException(string field, string description) : this([new FieldFault(field, description)])
    {
    }

    /// <summary>The invalid fields.</summary>
    public IReadOnlyList<FieldFault> Faults { get; } = faults;
}

/// <summary>A validation error of one field, identified by its path in the request (<c>inputs[2].shape</c>).</summary>
public sealed record FieldFault(string Field, string Description);
