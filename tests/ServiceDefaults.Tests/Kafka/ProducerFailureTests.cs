using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MlOps.Messaging;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Kafka;

/// <summary>A broker that once refuses the producer's id puts an idempotent producer out of action for ever.</summary>
public sealed class ProducerFailureTests
{
    [Fact]
    public async Task a_producer_that_failed_for_good_is_replaced_by_one_that_works()
    {
        await using var system = await TestSystem.StartAsync();
        await using var proxy = RefusingProxy.Start(system.BootstrapServers);
        using var connection = new KafkaConnection(
            new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:kafka", proxy.Address)]).Build(),
            Options.Create(new KafkaOptions()), TimeProvider.System, NullLogger<KafkaConnection>.Instance);
        var first = connection.Producer;
        var message = new Message<string, byte[]> { Key = "k", Value = [1] };

        var failure = await Should.ThrowAsync<ProduceException<string, byte[]>>(() => first.ProduceAsync("notes", message));
        await Eventually.HoldsAsync(() => Task.FromResult(!ReferenceEquals(connection.Producer, first)));
        proxy.Refuses = false;
        await connection.EnsureTopicsAsync(["notes"], CancellationToken.None);
        var delivered = await connection.Producer.ProduceAsync("notes", message);

        failure.Error.Code.ShouldBeOneOf(ErrorCode.Local_Fatal, ErrorCode.Local_PurgeQueue, ErrorCode.ClusterAuthorizationFailed);
        delivered.Status.ShouldBe(PersistenceStatus.Persisted);
    }
}
