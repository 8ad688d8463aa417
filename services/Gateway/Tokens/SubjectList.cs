using Marten;
using MlOps.ServiceDefaults;

namespace MlOps.Gateway.Tokens;

/// <summary>Who has a token, by name.</summary>
internal static class SubjectList
{
    public static async Task<(IReadOnlyList<Subject> Subjects, string NextPageToken)> ReadAsync(
        IQuerySession session, int pageSize, string pageToken, CancellationToken cancellation)
    {
        var size = PageSize.Of(pageSize);
        var after = PageToken.Decode(pageToken) ?? "";
        var subjects = await session.Query<Subject>().Where(subject => string.Compare(subject.Id, after) > 0).OrderBy(subject => subject.Id)
            .Take(size + 1).ToListAsync(cancellation);
        return subjects.Count > size
            ? ([.. subjects.Take(size)], PageToken.Encode(subjects[size - 1].Id))
            : (subjects, "");
    }
}
