using System.Data.Common;
using Marten.Services;
using Weasel.Storage;

namespace MlOps.EventSourcing;

/// <summary>
/// Marten's System.Text.Json, which reads a column at once: the row is in memory when it is asked for, and an asynchronous
/// stream over some hundred bytes costs more than what it reads.
/// </summary>
internal sealed class RowSerializer : SystemTextJsonSerializer, Marten.ISerializer
{
    ValueTask<T> IStorageSerializer.FromJsonAsync<T>(DbDataReader reader, int index, CancellationToken cancellationToken) =>
        new(FromJson<T>(reader, index));

    ValueTask<object> IStorageSerializer.FromJsonAsync(Type type, DbDataReader reader, int index, CancellationToken cancellationToken) =>
        new(FromJson(type, reader, index));
}
