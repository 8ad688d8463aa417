using System.Diagnostics;
using Confluent.Kafka;
using MlOps.Contracts.Registry.V1;

namespace MlOps.Benchmarks.Publishing;

/// <summary>A consumer that notes when each number of a run arrives.</summary>
internal sealed class Arrivals : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Task consuming;
    private volatile Run run = new(0, 0);

    public Arrivals(string servers, string topic) =>
        consuming = Task.Factory.StartNew(() => Consume(servers, topic), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Expects numbers from <paramref name="first"/> on, in any order, each perhaps more than once.</summary>
    public Run Expect(int first, int count) => run = new Run(first, count);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await consuming;
        stopping.Dispose();
    }

    private void Consume(string servers, string topic)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = servers, GroupId = "benchmark", EnableAutoCommit = false, FetchErrorBackoffMs = 100, SocketNagleDisable = true,
        }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        try
        {
            while (true)
            {
                var result = consumer.Consume(stopping.Token);
                run.Note(int.Parse(ModelRegistered.Parser.ParseFrom(result.Message.Value).Model));
            }
        }
        catch (OperationCanceledException)
        {
            consumer.Close();
        }
    }

    /// <summary>The arrivals of one run, as time stamps of <see cref="Stopwatch"/>.</summary>
    internal sealed class Run(int first, int count)
    {
        private readonly long[] at = new long[count];
        private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int outstanding = count;

        /// <summary>The time stamps, once all have arrived.</summary>
        public async Task<long[]> AllAsync(CancellationToken cancellation)
        {
            await all.Task.WaitAsync(TimeSpan.FromMinutes(5), cancellation);
            return at;
        }

        public void Note(int number)
        {
            if (number < first || number >= first + at.Length || at[number - first] != 0) return;
            at[number - first] = Stopwatch.GetTimestamp();
            if (--outstanding == 0) all.SetResult();
        }
    }
}
