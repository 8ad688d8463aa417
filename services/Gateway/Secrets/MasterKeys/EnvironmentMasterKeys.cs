using System.Collections.Frozen;

namespace MlOps.Gateway.Secrets.MasterKeys;

/// <summary>
/// Master keys in environment variables: <c>MLOPS_MASTER_KEY</c> is the one to use, if there is one, <c>MLOPS_MASTER_KEY_PREVIOUS</c> holds
/// those before it, with commas between. Who gives the variables destroys the keys, too.
/// </summary>
internal sealed class EnvironmentMasterKeys : IMasterKeys
{
    public const string Variable = "MLOPS_MASTER_KEY";
    public const string PreviousVariable = "MLOPS_MASTER_KEY_PREVIOUS";

    private readonly LocalMasterKey? next;
    private readonly FrozenDictionary<string, LocalMasterKey> keys;

    /// <exception cref="InvalidDataException">A variable holds no key.</exception>
    public EnvironmentMasterKeys(IConfiguration configuration)
    {
        next = IsGiven(configuration) ? LocalMasterKey.Parse(configuration[Variable]!, Variable) : null;
        var previous = (configuration[PreviousVariable] ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => LocalMasterKey.Parse(text, PreviousVariable));
        keys = (next is null ? previous : previous.Append(next)).DistinctBy(key => key.Id).ToFrozenDictionary(key => key.Id);
    }

    /// <summary>Whether a key to use is given.</summary>
    public static bool IsGiven(IConfiguration configuration) => configuration[Variable] is { Length: > 0 };

    public bool Has(string keyId) => keys.ContainsKey(keyId);

    public Task<string> NextAsync(CancellationToken cancellation) => next is null
        ? throw new InvalidOperationException($"{Variable} is not set.")
        : Task.FromResult(next.Id);

    public Task<byte[]> WrapAsync(
        string keyId, ReadOnlyMemory<byte> dataKey, ReadOnlyMemory<byte> context, CancellationToken cancellation) =>
        Task.FromResult(keys[keyId].Wrap(dataKey.Span, context.Span));

    public Task<byte[]> UnwrapAsync(
        string keyId, ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellation) =>
        Task.FromResult(keys[keyId].Unwrap(wrapped.Span, context.Span));

    public Task DestroyAsync(string keyId, CancellationToken cancellation) => Task.CompletedTask;
}
