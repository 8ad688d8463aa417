using JasperFx.Events;

namespace Marten.Services;

/// <summary>What a session's next save will write.</summary>
public interface IUnitOfWork
{
    /// <summary>The documents to be stored or updated.</summary>
    IEnumerable<object> Updates();

    /// <summary>The documents to be inserted.</summary>
    IEnumerable<object> Inserts();

    /// <summary>The appends, by stream.</summary>
    IList<StreamAction> Streams();
}
