using Ariane.Remoting.Calls;
using Ariane.Remoting.Transports;

namespace Ariane.Client.Tests.Fakes;

/// <summary>Connects by another connector unless it is closed.</summary>
internal sealed class GateConnector(IConnector connector) : IConnector
{
    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isClosed;

    public bool IsClosed
    {
        get => _isClosed;
        set => _isClosed = value;
    }

    /// <summary>Completes once somebody was refused.</summary>
    public Task Refused => _refused.Task;

    public ValueTask<Transport> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        if (!IsClosed) return connector.ConnectAsync(address, cancellationToken);
        _refused.TrySetResult();
        throw new RemotingException(RemotingFailure.ConnectFailed, "The gate is closed.");
    }
}
