using MlOps.Broker.Storage;

namespace MlOps.Broker;

/// <summary>The cluster id: generated once and kept in the data directory.</summary>
internal static class ClusterId
{
    public static string Of(string directory)
    {
        var path = Path.Combine(directory, "cluster-id");
        if (!File.Exists(path))
        {
            var id = Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            DurableFile.Replace(path, System.Text.Encoding.ASCII.GetBytes(id));
        }

        return File.ReadAllText(path);
    }
}
