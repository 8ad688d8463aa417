using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;

namespace MlOps.Broker.Apis;

/// <summary>Changes individual settings of topics.</summary>
internal sealed class IncrementalAlterConfigsApi(Broker broker) : Api(ApiKey.IncrementalAlterConfigs, 0, 1, 1)
{
    private const sbyte Set = 0;
    private const sbyte Delete = 1;
    private const sbyte Append = 2;
    private const sbyte Subtract = 3;

    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var body = request.Body;
        var resources = body.Array(resource => resource.Structure((
            Type: (ConfigResource)resource.Int8(),
            Name: resource.String(),
            Configs: resource.Array(config => config.Structure((
                Name: config.String(), Operation: config.Int8(), Value: config.NullableString()))))));
        var validateOnly = body.Boolean();
        body.Tags();

        var results = resources.ConvertAll(resource => TopicChange.Apply(broker, resource.Type, resource.Name, validateOnly, settings =>
        {
            foreach (var (name, operation, value) in resource.Configs) Change(settings, name, operation, value);
        }));
        TopicChange.Write(response, results);
        return Task.CompletedTask;
    }

    private static void Change(Dictionary<string, string> settings, string name, sbyte operation, string? value)
    {
        if (operation == Delete)
        {
            settings.Remove(name);
            return;
        }

        if (operation is not (Set or Append or Subtract) || value is null) throw new ArgumentException($"Invalid operation on {name}");
        var parts = Parts(settings.GetValueOrDefault(name) ?? TopicConfig.Settings.GetValueOrDefault(name)?.Default ?? "");
        settings[name] = operation switch
        {
            Append => string.Join(',', parts.Union(Parts(value))),
            Subtract => string.Join(',', parts.Except(Parts(value))),
            _ => value,
        };
    }

    private static string[] Parts(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
