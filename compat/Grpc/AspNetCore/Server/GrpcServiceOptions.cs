using System.IO.Compression;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.AspNetCore.Server;

/// <summary>How services answer calls.</summary>
public class GrpcServiceOptions
{
    private int? maxSendMessageSize;
    private int? maxReceiveMessageSize;

    /// <summary>The largest message that is sent, in bytes; null means any.</summary>
    public int? MaxSendMessageSize
    {
        get => maxSendMessageSize;
        set
        {
            maxSendMessageSize = value;
            MaxSendMessageSizeSpecified = true;
        }
    }

    /// <summary>Whether <see cref="MaxSendMessageSize"/> was set; unsetting this unsets it.</summary>
    public bool MaxSendMessageSizeSpecified
    {
        get;
        set
        {
            field = value;
            if (!value) maxSendMessageSize = null;
        }
    }

    /// <summary>The largest message that is accepted, in bytes; 4 MB unless set, null means any.</summary>
    public int? MaxReceiveMessageSize
    {
        get => maxReceiveMessageSize;
        set
        {
            maxReceiveMessageSize = value;
            MaxReceiveMessageSizeSpecified = true;
        }
    }

    /// <summary>Whether <see cref="MaxReceiveMessageSize"/> was set; unsetting this unsets it.</summary>
    public bool MaxReceiveMessageSizeSpecified
    {
        get;
        set
        {
            field = value;
            if (!value) maxReceiveMessageSize = null;
        }
    }

    /// <summary>Whether the texts of exceptions are sent to callers.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>The compression of responses to callers that accept it; null means none.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>How hard responses are compressed.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>The compressions that are understood; gzip and deflate unless there are others.</summary>
    public IList<ICompressionProvider> CompressionProviders { get; set; } = [];

    /// <summary>See calls before the service does, in order.</summary>
    public InterceptorCollection Interceptors { get; } = [];

    /// <summary>Whether calls of services and methods that are not mapped are left to other endpoints instead of answered with UNIMPLEMENTED.</summary>
    public bool? IgnoreUnknownServices { get; set; }

    /// <summary>Takes the limits of others as defaults, which count as not set here if they do not there.</summary>
    internal void InheritLimits(int? send, bool sendSpecified, int? receive, bool receiveSpecified)
    {
        (MaxSendMessageSizeSpecified, MaxReceiveMessageSizeSpecified) = (sendSpecified, receiveSpecified);
        (maxSendMessageSize, maxReceiveMessageSize) = (send, receive);
    }
}

/// <summary>How one service answers calls; what is not set is as in <see cref="GrpcServiceOptions"/>.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class
{
}
