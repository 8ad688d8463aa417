using Npgsql;

namespace Marten.Exceptions;

/// <summary>The database refused a command for a reason that has no exception of its own.</summary>
public class MartenCommandException : MartenException
{
    /// <summary>Names the command's text and keeps what the database said.</summary>
    public MartenCommandException(NpgsqlCommand? command, Exception innerException)
        : base($"Marten Command Failure:{Environment.NewLine}{command?.CommandText}{Environment.NewLine}{innerException.Message}", innerException) =>
        Command = command;

    /// <summary>The command, without its connection.</summary>
    public NpgsqlCommand? Command { get; }
}
