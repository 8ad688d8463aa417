using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Keys;

/// <summary>Lets one process at a time change the key ring.</summary>
internal static class RingLock
{
    private const string Name = ".lock";
    private const int Attempts = 200;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits for the lock and holds it until it is disposed; the kernel releases it when the process ends.</summary>
    /// <exception cref="IOException">Another process has held it for seconds.</exception>
    public static async Task<IDisposable> TakeAsync(string directory, TimeProvider time, CancellationToken cancellation)
    {
        PrivateDirectory.Create(directory);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(Path.Combine(directory, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < Attempts)
            {
                await Task.Delay(Between, time, cancellation);
            }
        }
    }
}
