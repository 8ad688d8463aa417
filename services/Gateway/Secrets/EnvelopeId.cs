using System.Text;

namespace MlOps.Gateway.Secrets;

/// <summary>
/// Whose value an envelope holds. What encryption authenticates besides: an envelope that was moved to another place cannot be opened.
/// </summary>
internal readonly record struct EnvelopeId(string Workspace, string Name, long Version)
{
    /// <summary>What the value is bound to.</summary>
    public byte[] ValueContext => Encoding.UTF8.GetBytes($"{Workspace}|{Name}|{Version}");

    /// <summary>What the data key is bound to; it is wrapped before the version is known.</summary>
    public byte[] KeyContext => KeyContextOf(Workspace, Name);

    public static byte[] KeyContextOf(string workspace, string name) => Encoding.UTF8.GetBytes($"{workspace}|{name}");
}
