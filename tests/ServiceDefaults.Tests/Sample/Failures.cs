using Grpc.Core;
using JasperFx;
using MlOps.Blobs;
using MlOps.ServiceDefaults.Errors;
using Npgsql;

namespace MlOps.ServiceDefaults.Tests.Sample;

/// <summary>Every kind of exception that a handler may throw.</summary>
internal static class Failures
{
    public static string Throw(string kind) => throw (kind switch
    {
        "invalid" => new InvalidRequestException([new FieldFault("name", "is required"), new FieldFault("rows", "must be greater than 0")]),
        "missing" => new NotFoundException("model", "bike"),
        "exists" => new AlreadyExistsException("model", "bike"),
        "rule" => new RuleBrokenException("FOUR_EYES", "model/bike/1", "the requester may not approve"),
        "limit" => new LimitExceededException("columns per dataset", "at most 2000 columns"),
        "denied" => new PermissionDeniedException("notes.notes.write", "default", "The permission notes.notes.write is missing."),
        "conflict" => new VersionConflictException("model/bike is not at the expected version 3"),
        "race" => new ConcurrencyException(typeof(Note), "note/x"),
        "blob" => new BlobNotFoundException("sha256:" + new string('0', 64)),
        "corrupt" => new CorruptBlobException("sha256:" + new string('0', 64), "its bytes differ"),
        "database" => new NpgsqlException("connection refused", new TimeoutException()),
        "downstream-unknown" => new RpcException(new Status(StatusCode.Unknown, "secret of another service")),
        "downstream-missing" => new RpcException(new Status(StatusCode.NotFound, "run 7 does not exist")),
        _ => new InvalidOperationException("secret detail of the implementation"),
    });
}
