using Npgsql;
using Weasel.Core;

namespace Marten.Storage;

/// <summary>One database of a store.</summary>
public interface IMartenDatabase : IConnectionSource<NpgsqlConnection>;
