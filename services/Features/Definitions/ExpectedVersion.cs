using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Definitions;

/// <summary>Looks at a request's <c>expected_version</c> before heavy work, which would be in vain.</summary>
internal static class ExpectedVersion
{
    /// <exception cref="VersionConflictException">The stream is at another version.</exception>
    public static void Require(string stream, long? expected, long actual)
    {
        if (expected is { } version && version != actual)
            throw new VersionConflictException($"{stream} is not at the expected version {version}");
    }
}
