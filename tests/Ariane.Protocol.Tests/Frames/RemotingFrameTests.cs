using System.Buffers;
using System.Buffers.Binary;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Tests.Golden;
using Ariane.Protocol.Tests.Messages;

namespace Ariane.Protocol.Tests.Frames;

public sealed class RemotingFrameTests
{
    private const int MaxFrameBytes = 16 * 1024 * 1024;

    private static readonly byte[] Wire = GoldenFrames.Load("client-5.3.3/send-sync-keys-userprops")[0].Bytes;

    [Fact]
    public void TryRead_FrameSplitAtEveryByte_YieldsTheSameFrame()
    {
        var whole = new ReadOnlySequence<byte>(Wire);
        RemotingFrame.TryRead(ref whole, MaxFrameBytes, out Frame expected);
        for (int split = 0; split <= Wire.Length; split++)
        {
            ReadOnlySequence<byte> buffer = Sequences.Of(Wire.AsMemory(0, split), Wire.AsMemory(split));

            Assert.Equal(FrameStatus.Complete, RemotingFrame.TryRead(ref buffer, MaxFrameBytes, out Frame frame));
            Assert.Equal(HeaderCodec.Json, frame.Codec);
            Assert.Equal(expected.Header.ToArray(), frame.Header.ToArray());
            Assert.Equal(expected.Body.ToArray(), frame.Body.ToArray());
            Assert.True(buffer.IsEmpty);
        }
    }

    [Fact]
    public void TryRead_FrameInSegmentsOfOneByte_YieldsTheFrame()
    {
        ReadOnlySequence<byte> buffer = Sequences.Split(Wire, 1);

        Assert.Equal(FrameStatus.Complete, RemotingFrame.TryRead(ref buffer, MaxFrameBytes, out Frame frame));
        Assert.Equal(Wire.Length, RemotingFrame.PrefixBytes + frame.Header.Length + frame.Body.Length);
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void TryRead_FrameCutOffAtEveryByte_NeedsMoreAndConsumesNothing()
    {
        for (int bytes = 0; bytes < Wire.Length; bytes++)
        {
            var buffer = new ReadOnlySequence<byte>(Wire, 0, bytes);

            Assert.Equal(FrameStatus.NeedMore, RemotingFrame.TryRead(ref buffer, MaxFrameBytes, out _));
            Assert.Equal(bytes, buffer.Length);
        }
    }

    [Fact]
    public void TryRead_TwoFrames_YieldsOneAfterTheOther()
    {
        byte[] second = GoldenFrames.Load("client-5.3.3-binary/send-no-tag-no-key")[0].Bytes;
        var buffer = new ReadOnlySequence<byte>([.. Wire, .. second]);

        Assert.Equal(FrameStatus.Complete, RemotingFrame.TryRead(ref buffer, MaxFrameBytes, out Frame frame));
        Assert.Equal(HeaderCodec.Json, frame.Codec);
        Assert.Equal(FrameStatus.Complete, RemotingFrame.TryRead(ref buffer, MaxFrameBytes, out frame));
        Assert.Equal(HeaderCodec.Binary, frame.Codec);
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void TryRead_FrameWithoutHeader_IsSkippedAndTheNextIsRead()
    {
        var buffer = new ReadOnlySequence<byte>([0, 0, 0, 4, 0, 0, 0, 0, .. Wire]);

        Assert.Equal(FrameStatus.Empty, RemotingFrame.TryRead(ref buffer, MaxFrameBytes, out _));
        Assert.Equal(FrameStatus.Complete, RemotingFrame.TryRead(ref buffer, MaxFrameBytes, out _));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1021)]
    [InlineData(int.MaxValue)]
    public void TryRead_ImpossibleLength_IsMalformedBeforeMoreArrives(int length)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        var buffer = new ReadOnlySequence<byte>(bytes);

        Assert.Equal(FrameStatus.Malformed, RemotingFrame.TryRead(ref buffer, maxFrameBytes: 1024, out _));
    }

    [Fact]
    public void TryRead_LargestFrame_IsAccepted()
    {
        byte[] bytes = new byte[1024];
        BinaryPrimitives.WriteInt32BigEndian(bytes, 1020);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), 1016);
        var buffer = new ReadOnlySequence<byte>(bytes);

        Assert.Equal(FrameStatus.Complete, RemotingFrame.TryRead(ref buffer, maxFrameBytes: 1024, out Frame frame));
        Assert.Equal(1016, frame.Header.Length);
        Assert.True(frame.Body.IsEmpty);
    }

    [Theory]
    [InlineData("0000006400000061")]    // header longer than the frame
    [InlineData("0000006402000010")]    // no such codec
    [InlineData("00000064FF000010")]
    public void TryRead_ImpossiblePrefix_IsMalformedBeforeMoreArrives(string prefix)
    {
        var buffer = new ReadOnlySequence<byte>(Convert.FromHexString(prefix));

        Assert.Equal(FrameStatus.Malformed, RemotingFrame.TryRead(ref buffer, MaxFrameBytes, out _));
    }
}
