namespace Ariane.Protocol.Tests.Frames;

/// <summary>Measures what an action allocates once it is warm.</summary>
internal static class Allocations
{
    public static long Of(Action action)
    {
        for (int i = 0; i < 10; i++) action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
