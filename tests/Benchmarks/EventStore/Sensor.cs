namespace MlOps.Benchmarks.EventStore;

/// <summary>The event that is stored and read, about 150 bytes of JSON.</summary>
internal sealed record MeasurementTaken(string Sensor, long Number, double Value, string Unit, DateTimeOffset At)
{
    public static MeasurementTaken Sample(long number) => new("boiler-room/temperature", number, 20 + number % 100 / 10.0, "degree Celsius", DateTimeOffset.UnixEpoch.AddSeconds(number));
}

/// <summary>The aggregate of a sensor's measurements.</summary>
internal sealed record Sensor(string Id, long Count, double Sum, double Highest)
{
    public static Sensor Create(JasperFx.Events.IEvent<MeasurementTaken> e) => new(e.StreamKey!, 1, e.Data.Value, e.Data.Value);

    public Sensor Apply(MeasurementTaken e) => this with { Count = Count + 1, Sum = Sum + e.Value, Highest = Math.Max(Highest, e.Value) };
}
