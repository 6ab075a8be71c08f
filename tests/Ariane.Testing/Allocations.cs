namespace Ariane.Testing;

/// <summary>Measures what code allocates on the calling thread once it is warm.</summary>
public static class Allocations
{
    private const int Rounds = 5;

    /// <summary>
    /// Bytes that a number of calls allocate: the least of a few rounds, after one that is not counted.
    /// </summary>
    /// <remarks>
    /// Code that is compiled anew, and pools that a collection emptied, cost something once in a while.
    /// </remarks>
    public static long Of(int calls, Action action)
    {
        Repeat(calls, action);
        long least = long.MaxValue;
        for (int round = 0; round < Rounds && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Repeat(calls, action);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static void Repeat(int calls, Action action)
    {
        for (int i = 0; i < calls; i++) action();
    }
}
