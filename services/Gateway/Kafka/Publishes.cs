using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.EventSourcing.Publishing;
using MlOps.Gateway.Tokens;
using Wire = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Kafka;

/// <summary>Which stored event goes out as which wire event.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Gateway)
        .Add<TokenIssued>(e => new Wire.TokenIssued
        {
            Subject = e.Data.Subject, Roles = { e.Data.Roles }, ExpireTime = e.Data.ExpiresAt.ToTimestamp(),
        });
}
