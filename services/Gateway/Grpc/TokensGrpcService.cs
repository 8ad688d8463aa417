using Grpc.Core;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Tokens;
using MlOps.Gateway.Wire;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;
using V1 = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Grpc;

/// <summary><c>mlops.identity.v1.Tokens</c></summary>
internal sealed class TokensGrpcService(IssueToken issue, TokenSigner signer, SubjectQueries subjects) : V1.Tokens.TokensBase
{
    public override async Task<Token> CreateToken(CreateTokenRequest request, ServerCallContext context)
    {
        var subject = (await issue.HandleAsync(request, context.CancellationToken)).State;
        return subject.ToWire(signer.Sign(subject));
    }

    public override async Task<ListSubjectsResponse> ListSubjects(ListSubjectsRequest request, ServerCallContext context)
    {
        var asked = PageRequest.Of(request.PageSize, request.PageToken);
        new Faults().Length(request.NamePrefix, "name_prefix", Limits.NameLength)
            .Require(
                request.Role.Length == 0 || IssueToken.Roles.Contains(request.Role), "role",
                $"must be one of {string.Join(", ", IssueToken.Roles)}")
            .Moment(request.ExpireBefore, "expire_before").ThrowIfAny();
        var filter = new SubjectFilter(
            request.NamePrefix, request.Role, request.ExpireBefore?.ToDateTimeOffset(), request.Descending);
        var page = await subjects.ListAsync(filter, asked, context.CancellationToken);
        var response = new ListSubjectsResponse();
        response.NextPageToken = page.WriteTo(response.Subjects, SubjectMessages.ToWire);
        return response;
    }
}
