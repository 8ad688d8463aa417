using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Access;

/// <summary>A call that was refused for what its caller may do.</summary>
/// <param name="Caller">Who called.</param>
/// <param name="Permission">The permission that the call needs.</param>
/// <param name="Method"><c>package.Service/Method</c>, or the HTTP method and the route.</param>
/// <param name="Rule"><see cref="Denials.PermissionMissing"/>, or the rule that the caller broke, e.g. <c>four-eyes</c>.</param>
/// <param name="LeftOut">How many further denials of the same caller were only counted since the one before.</param>
/// <param name="At">When it was refused.</param>
internal sealed record Denial(Caller Caller, string Permission, string Method, string Rule, long LeftOut, DateTimeOffset At);
