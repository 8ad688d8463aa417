using Microsoft.Extensions.Configuration;
using MlOps.Messaging;

namespace MlOps.ServiceDefaults.Tests.Kafka;

public sealed class KafkaOptionsTests
{
    [Fact]
    public void settings_of_clients_have_librdkafkas_names()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("Kafka:Client:security_protocol", "SASL_SSL"), new("Kafka:Client:sasl.mechanism", "PLAIN")]).Build();

        var options = configuration.GetSection("Kafka").Get<KafkaOptions>()!;

        options.ClientSettings().ShouldBe(
            new Dictionary<string, string> { ["security.protocol"] = "SASL_SSL", ["sasl.mechanism"] = "PLAIN" }, ignoreOrder: true);
    }
}
