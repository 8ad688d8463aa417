using Marten;
using MlOps.ServiceDefaults;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Gateway.Tokens;

/// <summary>Who has a token, by name.</summary>
internal sealed class SubjectList(IQuerySession session)
{
    public async Task<(IReadOnlyList<Subject> Subjects, string NextPageToken)> ReadAsync(int pageSize, string pageToken, CancellationToken cancellation)
    {
        var size = PageSize.Of(pageSize);
        var after = PageToken.Decode(pageToken) ?? "";
        var subjects = await session.QueryAsync<Subject>("where id > ? order by id limit ?", cancellation, Subject.StreamOf(after), size + 1);
        return subjects.Count > size
            ? ([.. subjects.Take(size)], PageToken.Encode(subjects[size - 1].Name))
            : ([.. subjects], "");
    }
}
