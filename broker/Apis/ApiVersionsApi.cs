using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Returns the supported requests and their versions.</summary>
internal sealed class ApiVersionsApi(ApiTable apis) : Api(ApiKey.ApiVersions, 0, 4, 3)
{
    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        if (request.Version >= 3) request.Body.Structure((request.Body.String(), request.Body.String()));
        response.Error(request.Version < 0 ? ErrorCode.UnsupportedVersion : ErrorCode.None);
        response.Array([.. apis.All], (w, api) =>
        {
            w.Int16((short)api.Key);
            w.Int16(api.MinVersion);
            w.Int16(api.MaxVersion);
            w.Tags();
        });
        if (request.Version >= 1) response.Int32(0);
        response.Tags();
        return Task.CompletedTask;
    }
}
