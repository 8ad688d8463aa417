using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Google.Rpc.Status;

namespace MlOps.ServiceDefaults.Errors;

/// <summary>Maps exceptions to the <c>google.rpc.Status</c> (code, message, details) that is sent to the caller.</summary>
public sealed class StatusMap(IEnumerable<IErrorTranslation> translations)
{
    private const string Domain = "mlops";

    /// <summary>The status of an exception; null for unexpected exceptions, which become INTERNAL without details.</summary>
    public Status? Of(Exception exception) => Translated(exception) switch
    {
        InvalidRequestException e => New(Code.InvalidArgument, e, BadRequestOf(e)),
        NotFoundException e => New(Code.NotFound, e, ResourceOf(e.ResourceType, e.Name)),
        AlreadyExistsException e => New(Code.AlreadyExists, e, ResourceOf(e.ResourceType, e.Name)),
        RuleBrokenException e => New(Code.FailedPrecondition, e, PreconditionOf(e.Rule, e.Subject, e.Message)),
        LimitExceededException e => New(Code.ResourceExhausted, e, QuotaOf(e.Limit, e.Message)),
        PermissionDeniedException e => New(Code.PermissionDenied, e, MissingOf(e)),
        VersionConflictException e => New(Code.Aborted, e, ReasonOf("VERSION_CONFLICT")),
        DataLossException e => New(Code.DataLoss, e, ResourceOf(e.ResourceType, e.Name)),
        UnavailableException e => New(Code.Unavailable, e, ReasonOf(e.Reason)),
        RpcException { StatusCode: not StatusCode.Unknown } e => Forwarded(e),
        _ when IsDiskFull(exception) => New(
            Code.ResourceExhausted, "No space left on the disk.", QuotaOf("disk", "No space left on the disk.")),
        _ => null,
    };

    /// <summary>The HTTP status that corresponds to a gRPC code.</summary>
    public static int HttpStatusOf(Code code) => code switch
    {
        Code.InvalidArgument or Code.OutOfRange => 400,
        Code.Unauthenticated => 401,
        Code.PermissionDenied => 403,
        Code.NotFound => 404,
        Code.AlreadyExists or Code.Aborted => 409,
        Code.FailedPrecondition => 422,
        Code.ResourceExhausted => 429,
        Code.Cancelled => 499,
        Code.Unimplemented => 501,
        Code.Unavailable => 503,
        Code.DeadlineExceeded => 504,
        _ => 500,
    };

    /// <summary>Whether a retry may succeed: the database or another service is unavailable or timed out.</summary>
    public bool IsTransient(Exception exception) => Translated(exception) is UnavailableException
        || ExceptionChain.Of(exception).Any(e => e is RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded });

    private Exception Translated(Exception exception) =>
        translations.Select(translation => translation.Translate(exception)).FirstOrDefault(known => known is not null) ?? exception;

    private static bool IsDiskFull(Exception exception)
    {
        const int noSpaceLeft = 28;
        return ExceptionChain.Of(exception).Any(e => e is IOException && (e.HResult & 0xFFFF) == noSpaceLeft);
    }

    private static Status New(Code code, Exception e, Google.Protobuf.IMessage detail) => New(code, e.Message, detail);

    private static Status New(Code code, string message, Google.Protobuf.IMessage detail) =>
        new() { Code = (int)code, Message = ErrorText.Cut(message, ErrorText.MaxDescription), Details = { Any.Pack(detail) } };

    private static Status Forwarded(RpcException e) =>
        e.Trailers.GetRpcStatus(ignoreParseError: true) is { } status && status.Code == (int)e.StatusCode
            ? status
            : new Status { Code = (int)e.StatusCode, Message = ErrorText.Cut(e.Status.Detail, ErrorText.MaxDescription) };

    private static ErrorInfo ReasonOf(string reason) => new() { Domain = Domain, Reason = reason };

    private static ErrorInfo MissingOf(PermissionDeniedException e) => new()
    {
        Domain = Domain,
        Reason = "PERMISSION_MISSING",
        Metadata = { ["permission"] = e.Permission, ["workspace"] = ErrorText.Cut(e.Workspace, ErrorText.MaxName) },
    };

    private static BadRequest BadRequestOf(InvalidRequestException e) => new()
    {
        FieldViolations =
        {
            ErrorText.Cut(e.Faults).Select(f => new BadRequest.Types.FieldViolation { Field = f.Field, Description = f.Description }),
        },
    };

    private static ResourceInfo ResourceOf(string type, string name) =>
        new() { ResourceType = type, ResourceName = ErrorText.Cut(name, ErrorText.MaxName) };

    private static PreconditionFailure PreconditionOf(string rule, string subject, string description) => new()
    {
        Violations =
        {
            new PreconditionFailure.Types.Violation
            {
                Type = rule,
                Subject = ErrorText.Cut(subject, ErrorText.MaxName),
                Description = ErrorText.Cut(description, ErrorText.MaxDescription),
            },
        },
    };

    private static QuotaFailure QuotaOf(string limit, string description) => new()
    {
        Violations =
        {
            new QuotaFailure.Types.Violation { Subject = limit, Description = ErrorText.Cut(description, ErrorText.MaxDescription) },
        },
    };
}
