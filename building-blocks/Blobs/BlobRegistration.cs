using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Blobs;

/// <summary>Registers the blob store.</summary>
public static class BlobRegistration
{
    /// <summary>Adds <see cref="IBlobStore"/> in the directory <c>Blobs:Root</c>; idempotent.</summary>
    public static void AddBlobs(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<IBlobStore>(_ => new LocalBlobStore(Root(builder)));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IErrorTranslation, BlobErrors>());
    }

    /// <summary>Adds <see cref="UploadStore"/> in the directory <c>uploads</c> of the blob store.</summary>
    public static void AddUploads(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton(_ => new UploadStore(Path.Combine(Root(builder), "uploads")));

    private static string Root(IHostApplicationBuilder builder) =>
        builder.Configuration["Blobs:Root"] is { Length: > 0 } root ? root : throw new InvalidOperationException("Blobs:Root is not set.");
}
