using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MlOps.Blobs;

namespace MlOps.Messaging;

/// <summary>Registers Kafka.</summary>
public static class MessagingRegistration
{
    /// <summary>
    /// Adds the Kafka connection (<c>ConnectionStrings:kafka</c>, section <c>Kafka</c>), dead-letter queues, health checks, and the blob
    /// store for large events (claim check).
    /// </summary>
    public static void AddMessaging(this IHostApplicationBuilder builder)
    {
        builder.AddBlobs();
        builder.Services.Configure<KafkaOptions>(builder.Configuration.GetSection("Kafka"));
        builder.Services.AddSingleton<KafkaConnection>();
        builder.Services.AddSingleton<ClaimCheck>();
        builder.Services.AddSingleton<DeadLetters>();
        builder.Services.AddSingleton<DeadLetterReader>();
        builder.Services.AddSingleton<ConsumerFailures>();
        if (builder.Configuration.GetConnectionString("kafka") is null) return;
        builder.Services.AddHealthChecks().AddCheck<KafkaHealth>("kafka").AddCheck<ConsumerHealth>("consumers");
    }
}
