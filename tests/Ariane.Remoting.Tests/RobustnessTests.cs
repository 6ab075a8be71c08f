using System.Buffers;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Tests.Fixtures;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Remoting.Tests;

/// <summary>Whatever a peer sends and however it is cut, the connection keeps its promises.</summary>
public sealed class RobustnessTests
{
    [Fact]
    public void Requests_ChunkedAtRandom_AreAllAnsweredInOrder()
    {
        var cases = from sizes in Gen.Choose(0, 3000).ListOf(20)
                    from cuts in Gen.Choose(1, 700).ListOf(40)
                    from binary in Gen.Elements(true, false).ListOf(20)
                    select (Sizes: sizes.ToArray(), Cuts: cuts.ToArray(), Binary: binary.ToArray());
        CheckHere(50, Prop.ForAll(cases.ToArbitrary(), input =>
        {
            using var peer = new DisposablePeer();
            byte[] stream = [.. input.Sizes.SelectMany((size, i) => Command.Request(
                Sample.MaxOffset(i),
                i,
                new string('b', size),
                input.Binary[i] ? HeaderCodec.Binary : HeaderCodec.Json))];
            for (int start = 0, cut = 0; start < stream.Length; cut++)
            {
                int end = Math.Min(start + input.Cuts[cut % input.Cuts.Length], stream.Length);
                peer.Value.Send(stream[start..end]);
                start = end;
            }

            List<Command> responses = peer.Value.Received();
            return responses.Select(response => response.Opaque).SequenceEqual(Enumerable.Range(0, 20))
                && responses.Select(response => response.Body.Length).SequenceEqual(input.Sizes);
        }));
    }

    [Fact]
    public void Stream_Damaged_NeverBreaksMoreThanTheConnection()
    {
        byte[] stream =
        [
            .. Command.Request(Sample.MaxOffset(1), 1, "first"),
            .. Command.Request(Sample.Send(), 2, "second", HeaderCodec.Binary),
            .. Command.Response(3, ResponseCode.Success, new OffsetResponse(4), "remark", "third"),
        ];
        var cases = from damage in Gen.Choose(0, stream.Length - 1).ListOf(3)
                    from values in Gen.Choose(0, 255).ListOf(3)
                    from cut in Gen.Choose(0, stream.Length)
                    select (Damage: damage.ToArray(), Values: values.ToArray(), Cut: cut);
        CheckHere(2000, Prop.ForAll(cases.ToArbitrary(), input =>
        {
            byte[] damaged = [.. stream];
            for (int i = 0; i < input.Damage.Length; i++) damaged[input.Damage[i]] = (byte)input.Values[i];
            using var peer = new DisposablePeer();
            _ = peer.Value.Connection.InvokeAsync(
                Sample.MaxOffset(), default, TimeSpan.FromSeconds(3), CancellationToken.None).AsTask();

            peer.Value.Send(damaged[..input.Cut]);
            peer.Value.Send(damaged[input.Cut..]);

            // Open and waiting for more, with answers that are frames, or closed: never stuck.
            if (!peer.Value.Connection.IsOpen) return peer.Value.Running.IsCompletedSuccessfully;
            return peer.Value.Received().All(
                response => response.Flags == CommandFlags.Response || response.Opaque == 0);
        }));
    }

    [Fact]
    public void Stream_Garbage_NeverBreaksMoreThanTheConnection() =>
        CheckHere(500, Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(), garbage =>
            {
                using var peer = new DisposablePeer();
                peer.Value.Send(garbage);
                peer.Value.Send([0, 0, 0, 8, 0, 0, 0, 4, .. garbage.Take(4)]);
                return peer.Value.Connection.IsOpen || peer.Value.Running.IsCompletedSuccessfully;
            }));

    // FsCheck's properties are synchronous. Without the test framework's context everything runs on this thread, and
    // what has not happened when the peer's write returns will never happen.
    private static void CheckHere(int cases, Property property)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases), property);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private sealed class DisposablePeer : IDisposable
    {
        public Peer Value { get; } = new(new RequestTableBuilder()
            .Map<GetMaxOffsetRequest>((request, context) =>
                Reply.Of(new OffsetResponse(request.QueueId)).WithBody(context.Body.ToArray()))
            .Map<SendMessageRequest>((request, context) =>
                context.Write(ResponseCode.Success, new SendMessageResponse(request.Properties, request.QueueId, 0)))
            .Build(), outputPauseBytes: 0);

        public void Dispose() => Assert.True(Value.DisposeAsync().AsTask().IsCompletedSuccessfully);
    }
}
