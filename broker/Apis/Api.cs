using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>One kind of request: the versions that are understood, and what is done for it.</summary>
internal abstract class Api(ApiKey key, short minVersion, short maxVersion, short flexibleFrom)
{
    public ApiKey Key => key;

    public short MinVersion => minVersion;

    public short MaxVersion => maxVersion;

    /// <summary>The first version in the compact encoding with tagged fields.</summary>
    public short FlexibleFrom => flexibleFrom;

    /// <summary>
    /// Whether the next request of the connection may start while this one's answer is outstanding. Such a request has
    /// read all of its body by the time <see cref="HandleAsync"/> returns its task.
    /// </summary>
    public virtual bool Pipelined => false;

    /// <summary>Reads the body, acts, and writes the answer's body.</summary>
    public abstract Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken);
}
