using MlOps.Monitoring.Predictions;
using MlOps.Runtime;

namespace MlOps.Monitoring.Windows;

/// <summary>What a window is judged by: the rows of one model version and the profile of its training data.</summary>
internal sealed record WindowInputs(string Model, long ModelVersion, WindowRows Rows, ReferenceProfile Profile, string ProfileDigest);
