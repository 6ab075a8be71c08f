namespace Ariane.Remoting.Calls;

/// <summary>How long the steps of a call may take together.</summary>
internal readonly struct CallDeadline(TimeSpan timeout, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public TimeSpan Timeout => timeout;

    /// <summary>
    /// What is left: never negative, except for <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>.
    /// </summary>
    public TimeSpan Remaining
    {
        get
        {
            if (timeout == System.Threading.Timeout.InfiniteTimeSpan) return timeout;
            TimeSpan remaining = timeout - time.GetElapsedTime(_started);
            return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }
}
