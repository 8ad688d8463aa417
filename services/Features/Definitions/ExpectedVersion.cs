using Grpc.Core;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Definitions;

/// <summary>Checks <c>expected_version</c> early, to avoid expensive work for a stale request.</summary>
internal static class ExpectedVersion
{
    /// <exception cref="VersionConflictException">The stream is at another version.</exception>
    public static void Require(string stream, long? expected, long actual)
    {
        if (expected is { } version && version != actual)
            throw new VersionConflictException($"{stream} is not at the expected version {version}");
    }

    /// <summary>
    /// Work of an operation. Workers repeat what lost a race, which does not help a request that expects a version: a stale one stays
    /// stale. Its operation fails with the status that the conflict has.
    /// </summary>
    /// <exception cref="RpcException">ABORTED, if the request expects another version.</exception>
    public static async Task<T> EndsAsync<T>(bool expects, StatusMap statuses, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (VersionConflictException e) when (expects)
        {
            throw statuses.Of(e)!.ToRpcException();
        }
    }
}
