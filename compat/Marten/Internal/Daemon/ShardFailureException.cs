using JasperFx.Events.Projections;

namespace Marten.Internal.Daemon;

/// <summary>A subscription reported a critical failure.</summary>
internal sealed class ShardFailureException(ShardName shard, Exception failure) : Exception($"{shard} reported a critical failure: {failure.Message}", failure);
