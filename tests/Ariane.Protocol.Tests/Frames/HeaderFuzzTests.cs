using System.Buffers;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Tests.Golden;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Protocol.Tests.Frames;

public sealed class HeaderFuzzTests
{
    private static readonly byte[][] Corpus =
    [
        GoldenFrames.Load("client-5.3.3/send-sync-keys-userprops")[0].Bytes,
        GoldenFrames.Load("client-5.3.3-binary/send-sync-keys-userprops")[0].Bytes,
        GoldenFrames.Load("client-5.3.3/pull-found")[0].Bytes,
        GoldenFrames.Load("lenient/send-v1-go-style")[0].Bytes,
        GoldenFrames.Load("namesrv/route-ext-number-and-bool")[0].Bytes,
    ];

    [Fact]
    public void Run_AnyBytes_Returns() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), static bytes => HeaderFuzz.Run(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void RunHeader_AnyBytesInEitherCodec_Returns() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<bool>(), static (bytes, isJson) =>
            HeaderFuzz.RunHeader(
                isJson ? HeaderCodec.Json : HeaderCodec.Binary, new ReadOnlySequence<byte>(bytes), new HeaderScratch()))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Run_RecordedFramesWithDamage_Returns()
    {
        var random = new Random(20250611);
        foreach (byte[] original in Corpus)
        {
            for (int round = 0; round < 500; round++)
            {
                byte[] damaged = (byte[])original.Clone();
                for (int hits = random.Next(1, 5); hits > 0; hits--)
                    damaged[random.Next(8, damaged.Length)] = Damage(random);
                HeaderFuzz.Run(damaged);
            }
        }
    }

    /// <summary>Mostly what has a meaning in one of the codecs.</summary>
    private static byte Damage(Random random) => random.Next(3) switch
    {
        0 => (byte)"\"\\{}[]:,un0 -"[random.Next(13)],
        1 => (byte)(random.Next(2) * 0xFF),
        _ => (byte)random.Next(256),
    };
}
