namespace Ariane.Remoting.Transports;

/// <summary>Opens transports to addresses of the form <c>host:port</c>. Safe for concurrent use.</summary>
public interface IConnector
{
    /// <exception cref="Calls.RemotingException">The address cannot be reached.</exception>
    ValueTask<Transport> ConnectAsync(string address, CancellationToken cancellationToken);
}
