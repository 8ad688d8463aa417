namespace JasperFx.Events;

/// <summary>An event that archives its stream once a single stream projection has handled it.</summary>
public record Archived(string Reason);
