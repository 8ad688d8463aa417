namespace MlOps.Grpc.Tests;

/// <summary>Waits until flow control has stopped a stream.</summary>
internal static class Stalled
{
    private const int PollsAtRest = 20;

    /// <summary>Returns once a count has begun to rise and has come to rest.</summary>
    public static Task WhenAtRestAsync(Func<int> count)
    {
        var (last, same) = (0, 0);
        return Eventually.HoldsAsync(() =>
        {
            var now = count();
            (last, same) = (now, now > 0 && now == last ? same + 1 : 0);
            return Task.FromResult(same == PollsAtRest);
        });
    }
}
