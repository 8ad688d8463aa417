using MlOps.Runtime;

namespace MlOps.Monitoring.Windows;

/// <summary>What a window is judged by: the rows of one model version in <c>[Start, End)</c> and the profile of its training data.</summary>
internal sealed record WindowInputs(
    long ModelVersion, DateTimeOffset Start, DateTimeOffset End, WindowRows Rows, ReferenceProfile Profile, string ProfileDigest);
