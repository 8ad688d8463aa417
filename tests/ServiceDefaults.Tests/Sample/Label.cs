namespace MlOps.ServiceDefaults.Tests.Sample;

/// <summary>A row that is written in the same transaction as a note's events.</summary>
public sealed record Label(string Id, string Text);
