using System.Text;
using Confluent.Kafka;
using MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.Tests;

/// <summary>What messages of the predictions' topic tell.</summary>
internal static class ToldPredictions
{
    /// <summary>The segment that was logged; null where the message tells something else.</summary>
    public static PredictionsLogged? Logged(this ConsumeResult<string, byte[]> result) =>
        Encoding.UTF8.GetString(result.Message.Headers.GetLastBytes("ce_type")) == PredictionsLogged.Descriptor.FullName
            ? PredictionsLogged.Parser.ParseFrom(result.Message.Value)
            : null;

    /// <summary>The predictions that were logged.</summary>
    public static IEnumerable<Prediction> Predictions(this ConsumeResult<string, byte[]> result) => result.Logged()?.Predictions ?? [];
}
