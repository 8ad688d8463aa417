using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>What is settled once for each method of a channel.</summary>
internal sealed record MethodRoute(Uri Uri, IMethod Method, RetrySettings? Retry);
