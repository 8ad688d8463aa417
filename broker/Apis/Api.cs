using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>The handler of one kind of request, with the versions that it supports.</summary>
internal abstract class Api(ApiKey key, short minVersion, short maxVersion, short flexibleFrom)
{
    public ApiKey Key => key;

    public short MinVersion => minVersion;

    public short MaxVersion => maxVersion;

    /// <summary>The first flexible version (compact encoding, tagged fields).</summary>
    public short FlexibleFrom => flexibleFrom;

    /// <summary>
    /// Whether the connection may start its next request while this one is pending (pipelining). A pipelined handler has read
    /// the whole body by the time <see cref="HandleAsync"/> returns its task.
    /// </summary>
    public virtual bool Pipelined => false;

    /// <summary>Reads the request body, executes the request and writes the response body.</summary>
    public abstract Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken);
}
