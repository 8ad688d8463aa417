using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Why the caller of a request may call nothing but what is open to everybody.</summary>
internal sealed record CallerRefusal(Refusal Refusal);
