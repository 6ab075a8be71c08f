namespace Ariane.Storage.ConsumeQueues;

/// <summary>The buffers of all queues' tails, in three sizes so that a rarely used queue costs little.</summary>
/// <remarks>Guarded by the writer's gate. A busy queue climbs from the smallest to the largest size.</remarks>
internal sealed class TailBuffers
{
    private static readonly int[] Sizes =
        [8 * QueueUnit.EncodedBytes, 32 * QueueUnit.EncodedBytes, 128 * QueueUnit.EncodedBytes];

    private readonly Stack<byte[]>[] _free = [new(), new(), new()];

    /// <summary>Bytes of all buffers that are in use.</summary>
    public long RentedBytes { get; private set; }

    public static int LargestBytes => Sizes[^1];

    /// <summary>The smallest buffer that is larger than <paramref name="bytes"/>.</summary>
    public byte[] RentLargerThan(int bytes)
    {
        int size = 0;
        while (Sizes[size] <= bytes) size++;
        RentedBytes += Sizes[size];
        return _free[size].TryPop(out byte[]? buffer) ? buffer : new byte[Sizes[size]];
    }

    public void Return(byte[] buffer)
    {
        RentedBytes -= buffer.Length;
        _free[Array.IndexOf(Sizes, buffer.Length)].Push(buffer);
    }
}
