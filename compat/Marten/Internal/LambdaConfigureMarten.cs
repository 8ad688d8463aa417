namespace Marten.Internal;

/// <summary>A configuration in the form of a function.</summary>
internal sealed class LambdaConfigureMarten(Action<IServiceProvider, StoreOptions> configure) : IConfigureMarten
{
    public void Configure(IServiceProvider services, StoreOptions options) => configure(services, options);
}
