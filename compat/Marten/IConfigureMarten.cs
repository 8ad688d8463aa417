namespace Marten;

/// <summary>Adds to a store's configuration when the store is built.</summary>
public interface IConfigureMarten
{
    /// <summary>Changes the options; services are there.</summary>
    void Configure(IServiceProvider services, StoreOptions options);
}
