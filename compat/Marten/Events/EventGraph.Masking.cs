using JasperFx.Events;

namespace Marten.Events;

internal sealed partial class EventGraph
{
    private readonly List<(Type Type, Func<object, object> Mask)> maskingRules = [];

    public void AddMaskingRuleForProtectedInformation<T>(Action<T> action) => AddMaskingRuleForProtectedInformation<T>(data =>
    {
        action(data);
        return data;
    });

    public void AddMaskingRuleForProtectedInformation<T>(Func<T, T> func) =>
        maskingRules.Add((typeof(T), data => func((T)data)!));

    /// <summary>The event with its data masked by every rule that applies, or null where none does.</summary>
    public IEvent? Mask(IEvent e)
    {
        var rules = maskingRules.Where(rule => rule.Type.IsInstanceOfType(e.Data)).ToList();
        if (rules.Count == 0) return null;
        var masked = MappingFor(e.EventType).Wrap(rules.Aggregate(e.Data, (data, rule) => rule.Mask(data)), e.Id);
        masked.Sequence = e.Sequence;
        masked.Version = e.Version;
        masked.StreamId = e.StreamId;
        masked.StreamKey = e.StreamKey;
        masked.TenantId = e.TenantId;
        masked.Timestamp = e.Timestamp;
        masked.Headers = e.Headers;
        return masked;
    }
}
