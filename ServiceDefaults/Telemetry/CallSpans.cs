using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using OpenTelemetry;

namespace MlOps.ServiceDefaults.Telemetry;

/// <summary>Names the span of each outgoing gRPC call and says how it ended (OpenTelemetry semantic conventions for RPC clients), which the gRPC client leaves to others.</summary>
internal sealed class CallSpans : BaseProcessor<Activity>
{
    public const string Source = "Grpc.Net.Client";

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name != Source || data.GetTagItem("grpc.method") is not string method) return;
        var name = method.TrimStart('/');
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        data.DisplayName = name;
        data.SetTag("rpc.system", "grpc");
        data.SetTag("rpc.service", name[..Math.Max(slash, 0)]);
        data.SetTag("rpc.method", name[(slash + 1)..]);
        if (!int.TryParse(Convert.ToString(data.GetTagItem("grpc.status_code"), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var code)) return;
        data.SetTag("rpc.grpc.status_code", code);
        if (code != (int)StatusCode.OK) data.SetStatus(ActivityStatusCode.Error);
    }
}
