using Google.Protobuf;
using MlOps.Messaging;

namespace MlOps.Lineage.Graph;

/// <summary>Which events say something about origins, and what; every other event is in the ledger only.</summary>
internal static class GraphRules
{
    private static readonly Dictionary<string, Func<ReadOnlyMemory<byte>, GraphChange>> Rules = Collect(
        DataRules.Register, FeatureRules.Register, RunRules.Register, ModelRules.Register, DeploymentRules.Register,
        MonitoringRules.Register);

    public static GraphChange For(Consumed message) =>
        Rules.TryGetValue(message.Type, out var rule) ? Parse(rule, message) : GraphChange.None;

    private static GraphChange Parse(Func<ReadOnlyMemory<byte>, GraphChange> rule, Consumed message)
    {
        try
        {
            return rule(message.Body);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new PoisonMessageException($"the bytes are no {message.Type}: {e.Message}", e);
        }
    }

    private static Dictionary<string, Func<ReadOnlyMemory<byte>, GraphChange>> Collect(params Action<RuleSet>[] registrations)
    {
        var rules = new RuleSet();
        foreach (var register in registrations) register(rules);
        return rules.ByType;
    }
}

/// <summary>Rules under the full protobuf name of their event.</summary>
internal sealed class RuleSet
{
    public Dictionary<string, Func<ReadOnlyMemory<byte>, GraphChange>> ByType { get; } = [];

    public RuleSet On<T>(Func<T, GraphChange> rule)
        where T : IMessage<T>, new()
    {
        var parser = new MessageParser<T>(() => new T());
        ByType.Add(new T().Descriptor.FullName, body => rule(parser.ParseFrom(body.Span)));
        return this;
    }
}
