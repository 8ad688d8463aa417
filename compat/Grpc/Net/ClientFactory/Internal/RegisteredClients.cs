using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Net.ClientFactory.Internal;

/// <summary>The names of registered clients.</summary>
internal sealed class RegisteredClients
{
    private readonly Dictionary<string, Type> types = new(StringComparer.Ordinal);

    public static RegisteredClients Of(IServiceCollection services)
    {
        if (services.FirstOrDefault(s => s.ServiceType == typeof(RegisteredClients))?.ImplementationInstance is RegisteredClients existing) return existing;
        var created = new RegisteredClients();
        services.AddSingleton(created);
        return created;
    }

    public bool Has(string name) => types.ContainsKey(name);

    public void Register(string name, Type type)
    {
        if (types.TryAdd(name, type) || types[name] == type) return;
        throw new InvalidOperationException(
            $"The gRPC client factory already has a registered client with the name '{name}', bound to the type '{types[name].FullName}'. Client names must be unique and associated with a single client type.");
    }
}
