namespace Ariane.Storage.ConsumeQueues;

/// <summary>The blocks of all queues' tails; used again and again. Guarded by the writer's gate.</summary>
internal sealed class TailBlocks
{
    private TailBlock? _free;

    /// <summary>Bytes of all blocks that are in use.</summary>
    public long RentedBytes { get; private set; }

    public TailBlock Rent()
    {
        RentedBytes += TailBlock.Bytes;
        if (_free is not { } block) return new TailBlock();

        _free = block.Next;
        block.Next = null;
        return block;
    }

    /// <summary>Takes back a block and all that follow it.</summary>
    public void Return(TailBlock? block)
    {
        while (block is not null)
        {
            TailBlock? next = block.Next;
            block.Next = _free;
            _free = block;
            block = next;
            RentedBytes -= TailBlock.Bytes;
        }
    }
}
