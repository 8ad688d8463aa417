using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Tokens;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Grpc;

/// <summary><c>mlops.identity.v1.Tokens</c></summary>
internal sealed class TokensGrpcService(IssueToken issueToken, SubjectList list) : Wire.Tokens.TokensBase
{
    public override Task<Token> CreateToken(CreateTokenRequest request, ServerCallContext context) =>
        issueToken.HandleAsync(request, context.CancellationToken);

    public override async Task<ListSubjectsResponse> ListSubjects(ListSubjectsRequest request, ServerCallContext context)
    {
        Caller.Require("admin", "auditor");
        var (subjects, next) = await list.ReadAsync(request.PageSize, request.PageToken, context.CancellationToken);
        return new ListSubjectsResponse { NextPageToken = next, Subjects = { subjects.Select(ToWire) } };
    }

    private static Wire.Subject ToWire(Tokens.Subject subject) => new()
    {
        Name = subject.Name,
        Roles = { subject.Roles },
        LastIssuedTime = subject.LastIssuedAt.ToTimestamp(),
        ExpireTime = subject.ExpiresAt.ToTimestamp(),
    };
}
