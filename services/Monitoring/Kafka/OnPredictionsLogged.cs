using Marten;
using MlOps.Contracts.Serving.V1;
using MlOps.EventSourcing.Consuming;
using MlOps.Messaging;
using MlOps.Monitoring.Predictions;

namespace MlOps.Monitoring.Kafka;

/// <summary>Predictions arrive a segment at a time.</summary>
internal sealed class OnPredictionsLogged : IConsumeBatch
{
    public Task HandleAsync(IDocumentSession session, IReadOnlyList<Consumed> messages, CancellationToken cancellation)
    {
        foreach (var message in messages.Where(message => message.Type == PredictionsLogged.Descriptor.FullName))
            PredictionWriter.Add(session, message.Parse(PredictionsLogged.Parser));
        return Task.CompletedTask;
    }
}
