namespace Ariane.Protocol.Headers;

/// <summary>The header of requests and responses that have no ext fields.</summary>
[RemotingHeader]
public readonly partial record struct NoFields;
