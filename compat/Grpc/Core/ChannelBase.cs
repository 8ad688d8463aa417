namespace Grpc.Core;

/// <summary>A way to a service.</summary>
public abstract class ChannelBase
{
    /// <summary>Creates a channel to a target.</summary>
    protected ChannelBase(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Target = target;
    }

    /// <summary>What the channel leads to.</summary>
    public string Target { get; }

    /// <summary>Creates an invoker that calls over this channel.</summary>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Closes the channel.</summary>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>Closes the channel.</summary>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
