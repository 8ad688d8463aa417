using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds parameters and connection strings.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter whose value is configuration key <c>Parameters:{name}</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, fallback => Configured(builder, $"Parameters:{name}", name, fallback is null ? null : fallback.GetDefaultValue), secret));

    /// <summary>Adds a parameter with a default.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddParameter(name, () => value, publishValueAsDefault, secret);

    /// <summary>Adds a parameter with a default that is asked for once.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, Func<string> valueGetter, bool publishValueAsDefault = false, bool secret = false)
    {
        if (publishValueAsDefault && secret) throw new ArgumentException("A parameter cannot be both secret and published as a default value.", nameof(secret));
        return builder.AddResource(new ParameterResource(name, _ => Configured(builder, $"Parameters:{name}", name, valueGetter), secret));
    }

    /// <summary>Adds a parameter with a default; with <paramref name="persist"/> a generated one is kept in the application's store.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        string Default() => persist ? new SecretStore(builder).GetOrAdd($"Parameters:{name}", value.GetDefaultValue) : value.GetDefaultValue();
        return builder.AddResource(new ParameterResource(name, _ => Configured(builder, $"Parameters:{name}", name, Default), secret) { Default = value });
    }

    /// <summary>Adds a parameter whose value is the given configuration key.</summary>
    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(this IDistributedApplicationBuilder builder, string name, string configurationKey, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, fallback => Configured(builder, configurationKey, name, fallback is null ? null : fallback.GetDefaultValue), secret));

    /// <summary>Makes a password that is generated once and kept in the application's store.</summary>
    public static ParameterResource CreateDefaultPasswordParameter(
        IDistributedApplicationBuilder builder, string name, bool lower = true, bool upper = true, bool numeric = true, bool special = true)
    {
        var generated = new GenerateParameterDefault { Lower = lower, Upper = upper, Numeric = numeric, Special = special };
        string Default() => new SecretStore(builder).GetOrAdd($"Parameters:{name}", generated.GetDefaultValue);
        return new ParameterResource(name, _ => Configured(builder, $"Parameters:{name}", name, Default), secret: true) { Default = generated };
    }

    /// <summary>Adds the connection string of configuration key <c>ConnectionStrings:{name}</c>.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null) =>
        builder.AddResource<IResourceWithConnectionString>(new ConnectionStringParameterResource(
            name,
            _ => builder.Configuration.GetConnectionString(name)
                ?? throw new MissingParameterValueException($"Connection string parameter resource could not be used because connection string '{name}' is missing."),
            environmentVariableName));

    /// <summary>Adds a connection string that is put together from other values.</summary>
    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(this IDistributedApplicationBuilder builder, string name, ReferenceExpression connectionStringExpression) =>
        builder.AddResource(new ConnectionStringResource(name, connectionStringExpression));

    private static string Configured(IDistributedApplicationBuilder builder, string key, string name, Func<string>? fallback) =>
        builder.Configuration[key] ?? fallback?.Invoke()
        ?? throw new MissingParameterValueException($"Parameter resource '{name}' could not be used because configuration key '{key}' is missing and the Parameter has no default value.");
}
