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
        activity?.SetTag("grpc.method", method.FullName);
        return activity;
    }

    public static void Stop(Activity activity, Status status)
    {
        activity.SetTag("grpc.status_code", status.StatusCode.ToString("D"));
        activity.Dispose();
    }
}
