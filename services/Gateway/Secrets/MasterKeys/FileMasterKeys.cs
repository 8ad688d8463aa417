using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Secrets.MasterKeys;

/// <summary>Master keys in files, one each, in a directory that all nodes share: for their owner alone, and not used otherwise.</summary>
internal sealed class FileMasterKeys(IOptions<MasterKeyOptions> options) : IMasterKeys
{
    private const string Extension = ".key";

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    private readonly string directory = options.Value.MasterKeys is { Length: > 0 } path
        ? Path.GetFullPath(path)
        : throw new InvalidOperationException("Secrets:MasterKeys is not set.");

    private readonly ConcurrentDictionary<string, LocalMasterKey> known = new();

    public bool Has(string keyId) => Find(keyId) is not null;

    public Task<string> NextAsync(CancellationToken cancellation)
    {
        var key = LocalMasterKey.Create();
        SigningKey.WriteNew(PathOf(key.Id), key.ToText());
        return Task.FromResult(key.Id);
    }

    public Task<byte[]> WrapAsync(
        string keyId, ReadOnlyMemory<byte> dataKey, ReadOnlyMemory<byte> context, CancellationToken cancellation) =>
        Task.FromResult(KeyOf(keyId).Wrap(dataKey.Span, context.Span));

    public Task<byte[]> UnwrapAsync(
        string keyId, ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellation) =>
        Task.FromResult(KeyOf(keyId).Unwrap(wrapped.Span, context.Span));

    public Task DestroyAsync(string keyId, CancellationToken cancellation)
    {
        known.TryRemove(keyId, out _);
        if (File.Exists(PathOf(keyId)))
        {
            File.Delete(PathOf(keyId));
            Durability.DurableFile.SyncDirectory(directory);
        }

        return Task.CompletedTask;
    }

    private LocalMasterKey KeyOf(string keyId) => Find(keyId) ?? throw new FileNotFoundException($"{PathOf(keyId)} does not exist.");

    private LocalMasterKey? Find(string keyId)
    {
        if (known.TryGetValue(keyId, out var key)) return key;
        var path = PathOf(keyId);
        if (!File.Exists(path)) return null;
        RequireOwnerOnly(path, "600");
        RequireOwnerOnly(directory, "700");
        var read = LocalMasterKey.Parse(File.ReadAllText(path), path);
        if (read.Id != keyId) throw new InvalidDataException($"{path} holds another master key than its name says.");
        return known[keyId] = read;
    }

    private static void RequireOwnerOnly(string path, string mode)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
            throw new InvalidDataException($"{path} is open to others than its owner: chmod {mode} it.");
    }

    private string PathOf(string keyId) => Path.Combine(directory, keyId + Extension);
}
