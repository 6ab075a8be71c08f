using System.IO.Pipelines;
using System.Net;

namespace Ariane.Remoting.Transports;

/// <summary>An open byte stream in both directions; disposing <see cref="Owner"/> closes it.</summary>
/// <param name="Pipe">What a <see cref="Connections.RemotingConnection"/> runs over.</param>
/// <param name="RemoteEndPoint">The peer; null when it has no address.</param>
/// <param name="LocalEndPoint">This side; null when it has no address.</param>
/// <param name="Owner">Releases the stream.</param>
public sealed record Transport(
    IDuplexPipe Pipe, EndPoint? RemoteEndPoint, EndPoint? LocalEndPoint, IAsyncDisposable Owner);
