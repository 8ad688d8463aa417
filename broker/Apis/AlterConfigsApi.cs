using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Replaces all settings of topics; a setting that is not named reverts to its default.</summary>
internal sealed class AlterConfigsApi(Broker broker) : Api(ApiKey.AlterConfigs, 0, 2, 2)
{
    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var body = request.Body;
        var resources = body.Array(resource => resource.Structure((
            Type: (ConfigResource)resource.Int8(),
            Name: resource.String(),
            Configs: resource.Array(config => config.Structure((Name: config.String(), Value: config.NullableString()))))));
        var validateOnly = body.Boolean();
        body.Tags();

        var results = resources.ConvertAll(resource => TopicChange.Apply(broker, resource.Type, resource.Name, validateOnly, settings =>
        {
            settings.Clear();
            foreach (var (name, value) in resource.Configs.Where(config => config.Value is not null)) settings[name] = value!;
        }));
        TopicChange.Write(response, results);
        return Task.CompletedTask;
    }
}
