using System.Buffers;
using Ariane.Server.Listening;

namespace Ariane.Server.Tests.Listening;

public sealed class BufferPoolTests
{
    private readonly ManualTime _time = new();
    private readonly BufferPool _pool;

    public BufferPoolTests() => _pool = new BufferPool(_time);

    [Fact]
    public void Rent_AfterAReturn_IsTheBlockThatWasUsedLast()
    {
        IMemoryOwner<byte> first = _pool.Rent();
        IMemoryOwner<byte> second = _pool.Rent();
        second.Dispose();
        first.Dispose();
        Assert.Same(first, _pool.Rent());
        Assert.Same(second, _pool.Rent());
    }

    [Fact]
    public void Rent_MoreThanABlock_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _pool.Rent(_pool.MaxBufferSize + 1));

    [Fact]
    public void Trim_WhatNobodyNeeds_GoesByHalvesAndTheTimerWithIt()
    {
        Use(BufferPool.AlwaysKept);
        Assert.Equal(0, _time.ArmedTimers);

        Use(1000);
        int before = 1000;
        for (int free = before; free > BufferPool.AlwaysKept; before = free)
        {
            Assert.Equal(1, _time.ArmedTimers);
            _time.Advance(BufferPool.TrimInterval);
            free = _pool.FreeBlocks;
            Assert.InRange(free, before / 2, before);
        }

        Assert.Equal(BufferPool.AlwaysKept, _pool.FreeBlocks);
        Assert.Equal(0, _time.ArmedTimers);
    }

    [Fact]
    public void Trim_WhatIsNeededAgainAndAgain_Stays()
    {
        Use(1000);
        for (int second = 0; second < 20; second++)
        {
            Use(1000);
            _time.Advance(BufferPool.TrimInterval);
        }

        Assert.Equal(1000, _pool.FreeBlocks);
    }

    [Fact]
    public async Task Rent_FromManyThreads_NeverGivesABlockToTwo()
    {
        await Task.WhenAll(Enumerable.Range(1, 4).Select(worker => Task.Run(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                using IMemoryOwner<byte> block = _pool.Rent();
                block.Memory.Span[i] = (byte)worker;
                block.Memory.Span[0] = (byte)worker;
                Assert.Equal(worker, block.Memory.Span[0]);
            }
        })));
        Assert.InRange(_pool.FreeBlocks, 1, 4);
    }

    private void Use(int blocks)
    {
        IMemoryOwner<byte>[] rented = [.. Enumerable.Range(0, blocks).Select(_ => _pool.Rent())];
        foreach (IMemoryOwner<byte> block in rented) block.Dispose();
    }
}
