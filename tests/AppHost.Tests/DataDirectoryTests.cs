using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;

namespace MlOps.AppHost.Tests;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("mlops-test-data-");

    public void Dispose() => parent.Delete(recursive: true);

    [Fact]
    public async Task it_belongs_to_its_owner_alone_and_tells_the_script_which_process_has_it()
    {
        using var data = Owned();
        using var cat = Process.Start(new ProcessStartInfo("cat", [data["apphost.lock"]]) { RedirectStandardOutput = true })!;

        File.GetUnixFileMode(data.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (await cat.StandardOutput.ReadToEndAsync()).ShouldBe(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void a_second_system_is_refused_while_the_first_runs()
    {
        using (Owned())
        {
            Should.Throw<DistributedApplicationException>(Owned).Message
                .ShouldStartWith($"MlOps is already running with the data in {parent.FullName}/data.");
        }

        Should.NotThrow(() => Owned().Dispose());
    }

    private DataDirectory Owned()
    {
        var data = new DataDirectory(Path.Combine(parent.FullName, "data"));
        data.Own();
        return data;
    }
}
