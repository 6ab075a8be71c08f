using System.IO.Pipelines;

namespace Ariane.Remoting.Transports;

/// <summary>One side of a byte stream made of two pipes; disposing it lets the other side see the end.</summary>
internal sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe, IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync().ConfigureAwait(false);
        await Output.CompleteAsync().ConfigureAwait(false);
    }
}
