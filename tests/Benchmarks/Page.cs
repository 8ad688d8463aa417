using System.Runtime.InteropServices;
using MlOps.Testing;

namespace MlOps.Benchmarks;

/// <summary><c>docs/benchmarks.md</c>.</summary>
internal static class Page
{
    public static void Write(IReadOnlyList<Row> rows, Scale scale) =>
        File.WriteAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "benchmarks.md"), Text(rows, scale));

    private static string Text(IReadOnlyList<Row> rows, Scale scale) => $"""
        # How fast is it?

        Each figure is measured beside a baseline, in turns (A B A B …) in one run; what stands here are medians of {scale.Rounds} turns.
        The ratio is the share of the baseline's speed that is reached: 100 % is as fast as the baseline, for rates and for times alike.

        {Row.Header}
        {string.Join('\n', rows)}

        {(scale.Quick ? "A quick run (`--quick`), with fewer events and shorter turns: it shows that everything works, not how fast it is." : "A full run.")}
        {TimeProvider.System.GetUtcNow():yyyy-MM-dd}; {Environment.ProcessorCount} cores ({RuntimeInformation.ProcessArchitecture}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):0} GB of memory, .NET {Environment.Version}.
        Client, server and baseline share these cores. Threads of the pool that wait do not spin, as the AppHost sets it for every service.

        ## How to run

        ```
        dotnet run -c Release --project tests/Benchmarks -- all          # writes this page
        dotnet run -c Release --project tests/Benchmarks -- append       # one figure: {string.Join(", ", Figures.All.Keys)}
        dotnet run -c Release --project tests/Benchmarks -- all --quick
        ```

        `TMPDIR` says on which disk the data go. Everything that is started is stopped at the end.

        ## What is measured

        - **append**: sessions of a store with the services' options (string keys, all metadata, notifications of appends), a stream for each writer, against prepared
          inserts with the same columns into a table of the same columns and indexes, sent as one batch in one transaction; they maintain no table of streams
          and look up no version. PostgreSQL runs without fsync here, which shows the cost of the code rather than that of the disk.
        - **aggregate**: `AggregateStreamAsync` against reading the stream's rows and doing nothing with them.
        - **replay**: rebuilding a projection that stores nothing, from all events, against `COPY … TO STDOUT` of the table. PostgreSQL as above.
        - **publish**: from the acknowledged commit to a consumer's hands, through a service's event store, its publisher and the broker with group fsync, one event
          a save. The baseline produces the same messages straight to the broker, with the publisher's settings. *Sustained* is 100 events a save as fast as
          they go, until the last one is consumed.
        - **gRPC**: unary calls with 100 bytes, 16 at a time on one connection, against a bare Kestrel HTTP/2 endpoint that returns the request's body and no
          trailers. Both are called with the same plain `HttpClient`; the last row calls the gRPC server with the generated client instead.
        - **broker**: a broker process with group fsync and a client with acks=all, against writing the same bytes in pieces of the producer's batch size, of which
          five at most wait for a group's fsync. Fetching is measured with the page cache dropped and again with it, against reading a file likewise. The plain
          protocol client has five requests under way, made beforehand of the batches that Confluent.Kafka produces, and checks offsets and CRCs of what it
          fetches. One broker serves all turns; the topic is deleted after each. Before each write a file of the same size is written and deleted, since memory
          that a virtual machine has given back comes again slowly.
        - **prediction**: requests of one row through the gateway and the serving service of a running system, HTTP with JSON or gRPC, against calls of the native library
          with the same model in this process.
        - **start** and **memory**: the AppHost with all services, PostgreSQL and broker as processes, until `status.json` says healthy. Memory is the sum of the
          proportional set sizes of all its processes; the CPU's share is that of one core, over 10 s, after a minute of rest.

        ## What to read with care

        - **append**: with threads that spin, .NET's default, one writer with one event a save does more, and its share is smaller (about half): the answer to a
          bare insert comes while a thread still spins, the answer to an append does not.
        - **append**, **aggregate** and **replay** use a store with nothing beside its events; a service has inline projections, receipts and a publisher too.
        - **publish**: the baseline's messages carry no CloudEvents headers, its producer has other queue limits, and its lag counts from the call to
          produce, not from a commit. Service, broker and consumer share one process.
        - **gRPC**: servers and client share one process.
        - **broker**: what a client library does with each message counts in the rows of Confluent.Kafka. In all rows the bytes cross the loopback interface, on
          the cores that write them; the baseline has no such way. Whoever has BBR as the system's congestion control (`sysctl net.ipv4.tcp_congestion_control`)
          pays for its pacing over loopback too: the plain client asks for Reno, so that it does not measure that, and with BBR produces about a quarter less.
          Confluent.Kafka sends with the system's default.
        - **start** is the host alone, without the checks that `./mlops up` makes first.

        """;
}
