using System.Data.Common;
using Marten.Services;
using Weasel.Storage;

namespace MlOps.EventSourcing;

/// <summary>
/// Marten's System.Text.Json serializer with synchronous column reads: the row is already in memory, and an async stream over a few hundred
/// bytes costs more than parsing them.
/// </summary>
internal sealed class RowSerializer : SystemTextJsonSerializer, Marten.ISerializer
{
    ValueTask<T> IStorageSerializer.FromJsonAsync<T>(DbDataReader reader, int index, CancellationToken cancellationToken) =>
        new(FromJson<T>(reader, index));

    ValueTask<object> IStorageSerializer.FromJsonAsync(Type type, DbDataReader reader, int index, CancellationToken cancellationToken) =>
        new(FromJson(type, reader, index));
}
