using MlOps.Experiments.Tracking;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Experiments.Artifacts;

/// <summary>The paths of artifacts: relative, '/'-separated, in normal form.</summary>
internal static class ArtifactPath
{
    public static void Check(Faults faults, string path, string field)
    {
        faults.Require(
            path.Length is > 0 and <= Limits.ArtifactPathLength, field,
            $"must have 1 to {Limits.ArtifactPathLength} characters, has {path.Length}");
        faults.Require(!path.Any(c => c == '\\' || char.IsControl(c)), field, "must not have backslashes or control characters");
        faults.Require(
            path.Length == 0 || !path.Split('/').Any(part => part is "" or "." or ".."), field,
            "must be relative and in normal form, without empty, '.' or '..' parts");
    }
}
