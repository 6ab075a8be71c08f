using System.Threading.Tasks.Sources;

namespace Ariane.Remoting.Calls;

/// <summary>A request that was sent and waits for its response. Pooled: one allocation serves many calls.</summary>
/// <remarks>Whoever takes it out of <see cref="PendingCalls"/>, and nobody else, completes it.</remarks>
internal sealed class PendingCall(PendingCalls owner) : IValueTaskSource<RemotingResponse>
{
    // Continuations must not run on the thread that reads the connection: the caller's code may take its time.
    private ManualResetValueTaskSourceCore<RemotingResponse> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private bool _canBeCancelled;

    public int Opaque { get; private set; }

    public int RequestCode { get; private set; }

    public TimeSpan Timeout { get; private set; }

    /// <summary>When it fails, in timestamps of the owner's <see cref="TimeProvider"/>.</summary>
    public long Deadline { get; private set; }

    public ValueTask<RemotingResponse> Task => new(this, _core.Version);

    public void Start(int opaque, int requestCode, TimeSpan timeout, long deadline)
    {
        Opaque = opaque;
        RequestCode = requestCode;
        Timeout = timeout;
        Deadline = deadline;
    }

    /// <summary>
    /// Lets <paramref name="cancellationToken"/> end the wait. Before the task is handed out, at most once.
    /// </summary>
    public void CancelWith(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled) return;
        _canBeCancelled = true;
        _cancellation = cancellationToken.UnsafeRegister(
            static (call, token) => ((PendingCall)call!).Cancel(token), this);
    }

    public void Complete(RemotingResponse response) => _core.SetResult(response);

    public void Fail(Exception exception) => _core.SetException(exception);

    RemotingResponse IValueTaskSource<RemotingResponse>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            Recycle();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<RemotingResponse>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<RemotingResponse>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken token)
    {
        if (owner.TryTake(this)) Fail(new OperationCanceledException(token));
    }

    private void Recycle()
    {
        // A callback that is running or has run may still look at this call: then it serves no other.
        if (_canBeCancelled && !_cancellation.Unregister()) return;
        _canBeCancelled = false;
        _cancellation = default;
        _core.Reset();
        owner.Return(this);
    }
}
