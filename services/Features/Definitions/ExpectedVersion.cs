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
}
