using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Dashboard;

/// <summary>Hides what must not be shown: values that hold a secret of the application, and variables whose name says so.</summary>
internal sealed class Secrets(DistributedApplicationModel model)
{
    private const string Hidden = "••••••";
    private static readonly string[] Telling = ["PASSWORD", "SECRET", "TOKEN", "APIKEY", "API_KEY", "HEADERS"];

    public async Task<EnvironmentVariableSnapshot[]> HideAsync(IEnumerable<EnvironmentVariableSnapshot> variables, CancellationToken cancellationToken)
    {
        var secrets = await ValuesAsync(cancellationToken);
        return [.. variables.Select(variable => IsSecret(variable, secrets) ? variable with { Value = Hidden } : variable)];
    }

    private static bool IsSecret(EnvironmentVariableSnapshot variable, List<string> secrets) =>
        Telling.Any(word => variable.Name.Contains(word, StringComparison.OrdinalIgnoreCase) && !variable.Name.EndsWith("File", StringComparison.Ordinal))
        || secrets.Any(secret => variable.Value?.Contains(secret, StringComparison.Ordinal) == true);

    private async Task<List<string>> ValuesAsync(CancellationToken cancellationToken)
    {
        var parameters = model.Resources.OfType<ParameterResource>().Where(p => p.Secret)
            .Concat(model.Resources.OfType<PostgresServerResource>().Where(s => !s.TryGetLastAnnotation<ExternalServerAnnotation>(out _)).Select(s => s.PasswordParameter));
        var values = new List<string>(model.Resources.SelectMany(r => r.Annotations.OfType<ExternalServerAnnotation>())
            .Where(external => external.ConnectionString != external.Address).Select(external => external.ConnectionString.TrimEnd(';')));
        foreach (var parameter in parameters)
        {
            try
            {
                if (await parameter.GetValueAsync(cancellationToken) is { Length: > 0 } value) values.Add(value);
            }
            catch (MissingParameterValueException)
            {
                // What has no value cannot be shown.
            }
        }
        return values;
    }
}
