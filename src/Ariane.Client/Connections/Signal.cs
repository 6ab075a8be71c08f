using System.Threading.Channels;

namespace Ariane.Client.Connections;

/// <summary>Wakes one waiter; any number of calls before it comes to wait count once. Set from any thread.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => _raised.Writer.TryWrite(true);

    /// <summary>Completes once the signal was set, and takes it back.</summary>
    public ValueTask<bool> WaitAsync(
        CancellationToken cancellationToken) => _raised.Reader.ReadAsync(cancellationToken);
}
