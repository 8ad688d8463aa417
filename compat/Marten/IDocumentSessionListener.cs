using Marten.Services;

namespace Marten;

/// <summary>Is told of a session's saves.</summary>
public interface IDocumentSessionListener
{
    /// <summary>Before a save; may still change the session.</summary>
    Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token);

    /// <summary>After the transaction is committed.</summary>
    Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token);
}

/// <summary>A listener that does nothing unless overridden.</summary>
public abstract class DocumentSessionListenerBase : IDocumentSessionListener
{
    /// <inheritdoc/>
    public virtual Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token) => Task.CompletedTask;
}
