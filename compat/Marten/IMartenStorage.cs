using Marten.Storage;

namespace Marten;

/// <summary>The store's database schema.</summary>
public interface IMartenStorage
{
    /// <summary>The store's database.</summary>
    IMartenDatabase Database { get; }

    /// <summary>Creates and updates all tables and functions of the configuration; safe on several nodes at once.</summary>
    Task ApplyAllConfiguredChangesToDatabaseAsync(JasperFx.AutoCreate? @override = null);
}
