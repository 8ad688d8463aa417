namespace MlOps.ServiceDefaults.Tests.Errors;

internal static class HttpClientExtensions
{
    /// <summary>The body of an answer that is no success.</summary>
    public static async Task<string> GetStringOfFailureAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        response.IsSuccessStatusCode.ShouldBeFalse();
        return await response.Content.ReadAsStringAsync();
    }
}
