using System.Text;

namespace MlOps.Gateway.Tests.Edge;

/// <summary>
/// Paths that mean another place than they say: MLflow 2023-6909, 2024-1483 and 2026-33866, Ray 2023-6020, OpenMetadata 2024-28255 (an
/// open path before one that is not).
/// </summary>
[Collection(GatewayCollection.Name)]
public class PathTests(GatewaySystem system)
{
    private static readonly string[] Climbs =
    [
        "../", "..%2f", "%2e%2e/", "%2e%2e%2f", "%252e%252e%252f", "..%5c", "..\\", "....//", "..;/", "%c0%ae%c0%ae/", "%uff0e%uff0e/", ".%00./", "..%00/", "?/../",
        "%3f/../", "%23/../", ";/../", "//../",
    ];

    public static TheoryData<string> Steps => [.. Climbs];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task an_open_path_opens_nothing_beside_it(string climb)
    {
        var targets = new[] { $"models/{GatewaySystem.Model}", $"models/{GatewaySystem.Model}/ready", "models" };
        foreach (var target in targets)
        {
            foreach (var path in (string[])[$"/v2/health/live/{climb}{climb}{target}", $"/v2/health/{climb}{target}", $"/.well-known/{climb}v2/{target}", $"/health/{climb}v2/{target}"])
            {
                var answer = await RawHttp.GetAsync(system.Gateway.HttpAddress, path, "localhost");
                // 200 only where the path is the open one itself, with a query.
                var status = RawHttp.Statuses(answer).ShouldHaveSingleItem($"{path}: {answer}");
                if (status == 200) RawHttp.BodyOf(answer).ShouldContain(path.StartsWith("/v2", StringComparison.Ordinal) ? """{"live":true}""" : "Healthy", Case.Sensitive, path);
                else status.ShouldBeOneOf([400, 401, 404], path);
                answer.ShouldNotContain("\"inputs\"");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task no_file_of_the_machine_and_no_other_service_is_reached_by_a_path(string climb)
    {
        var token = system.System.OutsideTokenOf("app", "application");
        var up = new StringBuilder().Insert(0, climb, 8).ToString();
        foreach (var path in (string[])[$"/v2/{up}etc/passwd", $"/v2/models/{up}etc/passwd", $"/v2/models/{up}etc/passwd/ready", $"/{up}etc/passwd", $"/v2/{climb}mlops.identity.v1.Tokens/ListTokens"])
        {
            var answer = await RawHttp.GetAsync(system.Gateway.HttpAddress, path, "localhost", $"Authorization: Bearer {token}");
            var status = RawHttp.Statuses(answer).ShouldHaveSingleItem($"{path}: {answer}");
            // '?' ends the path: then it is that of the server's metadata.
            if (status == 200) RawHttp.BodyOf(answer).ShouldContain("\"extensions\"", Case.Sensitive, path);
            else status.ShouldBeInRange(400, 499, path);
            answer.ShouldNotContain("root:");
        }
    }

    [Theory]
    [InlineData("/v2/models/file:%2f%2f%2fetc%2fpasswd")]
    [InlineData("/v2/models/%2fetc%2fpasswd")]
    [InlineData("/v2/models/bikes%00.json")]
    [InlineData("/v2/models/http:%2f%2f169.254.169.254%2f")]
    public async Task a_name_that_is_a_place_is_a_name_of_nothing(string path)
    {
        var answer = await RawHttp.GetAsync(
            system.Gateway.HttpAddress, path, "localhost", $"Authorization: Bearer {system.System.OutsideTokenOf("app", "application")}");
        RawHttp.Statuses(answer).ShouldHaveSingleItem(answer).ShouldBeOneOf(400, 404);
    }
}
