using Marten.Services;

namespace Marten;

/// <summary>Is told of the commits of an asynchronous page.</summary>
public interface IChangeListener
{
    /// <summary>Before the page's transaction is committed.</summary>
    Task BeforeCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token);

    /// <summary>After the page's transaction is committed.</summary>
    Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token);
}

/// <summary>A listener that does nothing.</summary>
public class NullChangeListener : IChangeListener
{
    private NullChangeListener()
    {
    }

    /// <summary>The only one.</summary>
    public static IChangeListener Instance { get; } = new NullChangeListener();

    /// <inheritdoc/>
    public Task BeforeCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token) => Task.CompletedTask;
}
