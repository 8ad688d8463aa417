using System.Diagnostics;
using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>One activity for each call.</summary>
internal static class ClientTelemetry
{
    private static readonly ActivitySource Source = new("Grpc.Net.Client");

    public static Activity? Start(IMethod method)
    {
        var activity = Source.StartActivity("Grpc.Net.Client.GrpcOut", ActivityKind.Client);
        if (activity is null) return null;
        activity.DisplayName = method.FullName[1..];
        activity.SetTag("grpc.method", method.FullName);
        activity.SetTag("rpc.system", "grpc");
        activity.SetTag("rpc.service", method.ServiceName);
        activity.SetTag("rpc.method", method.Name);
        return activity;
    }

    public static void Stop(Activity activity, Status status)
    {
        activity.SetTag("grpc.status_code", ((int)status.StatusCode).ToString());
        activity.SetTag("rpc.grpc.status_code", (int)status.StatusCode);
        if (status.StatusCode != StatusCode.OK) activity.SetStatus(ActivityStatusCode.Error, status.Detail);
        activity.Dispose();
    }
}
