using System.IO.Pipelines;

namespace Ariane.Remoting.Tests.Fixtures;

/// <summary>Counts flushes, and finds out whether its user keeps the rules of a <see cref="PipeWriter"/>.</summary>
internal sealed class CountingWriter(PipeWriter inner) : PipeWriter
{
    private int _flushing;
    private int _writing;

    public int Flushes { get; private set; }

    public string? Violation { get; private set; }

    public override void Advance(int bytes)
    {
        CheckNotFlushing();
        inner.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        CheckNotFlushing();
        return inner.GetMemory(sizeHint);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        CheckNotFlushing();
        return inner.GetSpan(sizeHint);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _flushing, 1) != 0) Violation = "flushed during a flush";
        Flushes++;
        ValueTask<FlushResult> flush = inner.FlushAsync(cancellationToken);
        if (!flush.IsCompleted) return AwaitAsync(flush);
        Volatile.Write(ref _flushing, 0);
        return flush;
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        CheckNotFlushing();
        inner.Complete(exception);
    }

    private async ValueTask<FlushResult> AwaitAsync(ValueTask<FlushResult> flush)
    {
        try
        {
            return await flush;
        }
        finally
        {
            Volatile.Write(ref _flushing, 0);
        }
    }

    private void CheckNotFlushing()
    {
        if (Interlocked.Exchange(ref _writing, 1) != 0) Violation = "written to by two threads";
        if (Volatile.Read(ref _flushing) != 0) Violation = "used during a flush";
        Volatile.Write(ref _writing, 0);
    }
}
