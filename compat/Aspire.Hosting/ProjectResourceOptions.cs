namespace Aspire.Hosting;

/// <summary>How a project is added.</summary>
public class ProjectResourceOptions
{
    /// <summary>The profile of launchSettings.json to use; null for the first one of a project.</summary>
    public string? LaunchProfileName { get; set; }

    /// <summary>Whether launchSettings.json is ignored.</summary>
    public bool ExcludeLaunchProfile { get; set; }
}
