namespace MlOps.Monitoring.Configuration;

/// <summary>The names of the drift tests that settings may name.</summary>
internal sealed record KnownTests(IReadOnlySet<string> Names);
