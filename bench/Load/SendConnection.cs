using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using Ariane.Protocol.Frames;

namespace Ariane.Load;

/// <summary>
/// One connection: the pacing thread writes, a thread of its own reads and notes when each answer came. Messages are
/// numbered over all connections, so each slot of the shared arrays has one writer.
/// </summary>
internal sealed class SendConnection : IDisposable
{
    private const int MaxFramesAtOnce = 64;

    // So that a broker that stalls does not hold up the pacing thread, which serves the other connections, too.
    private const int SendBufferBytes = 4 * 1024 * 1024;

    private readonly Socket _socket;
    private readonly SendTemplate _template;
    private readonly byte[] _output;
    private readonly long[] _answeredAt;
    private readonly HeaderScratch _scratch = new();
    private readonly Thread _reader;
    private int _answers;
    private int _refusals;

    public SendConnection(string host, int port, SendTemplate template, long[] answeredAt)
    {
        _template = template;
        _output = new byte[template.Bytes * MaxFramesAtOnce];
        _answeredAt = answeredAt;
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendBufferSize = SendBufferBytes };
        _socket.Connect(host, port);
        _reader = new Thread(Read) { IsBackground = true };
        _reader.Start();
    }

    public int Answers => Volatile.Read(ref _answers);

    public int Refusals => Volatile.Read(ref _refusals);

    /// <summary>Why the broker refused the first message that it refused.</summary>
    public string? Refusal { get; private set; }

    /// <summary>
    /// Sends messages <paramref name="first"/>, first + step, … below <paramref name="end"/>; returns the next one.
    /// </summary>
    public int Send(int first, int step, int end)
    {
        while (first < end)
        {
            int bytes = 0;
            for (int frames = 0; first < end && frames < MaxFramesAtOnce; frames++, first += step)
            {
                _template.CopyTo(_output.AsSpan(bytes), first);
                bytes += _template.Bytes;
            }

            for (int sent = 0; sent < bytes;) sent += _socket.Send(_output.AsSpan(sent, bytes - sent));
        }

        return first;
    }

    public void Dispose() => _socket.Dispose();

    private void Read()
    {
        byte[] input = new byte[256 * 1024];
        int filled = 0;
        try
        {
            for (int received; (received = _socket.Receive(input.AsSpan(filled))) > 0;)
            {
                filled += received;
                int used = Take(input.AsMemory(0, filled), Stopwatch.GetTimestamp());
                input.AsSpan(used, filled - used).CopyTo(input);
                filled -= used;
            }
        }
        catch (SocketException)
        {
            // Closed by this side, or by a broker that failed: what is not answered is counted as such.
        }
        catch (ObjectDisposedException)
        {
            // Closed by this side.
        }
    }

    private int Take(ReadOnlyMemory<byte> input, long now)
    {
        var rest = new ReadOnlySequence<byte>(input);
        FrameStatus status;
        while ((status = RemotingFrame.TryRead(ref rest, int.MaxValue, out Frame frame)) == FrameStatus.Complete)
        {
            if (CommandHeader.TryParse(frame.Codec, frame.Header, _scratch, out CommandHeader header, out _))
                Note(header, now);
            _scratch.Reset();
        }

        if (status != FrameStatus.NeedMore) throw new IOException($"The broker sent a frame that is {status}.");
        return input.Length - (int)rest.Length;
    }

    private void Note(in CommandHeader header, long now)
    {
        int number = header.Opaque - SendTemplate.FirstOpaque;
        if (!header.IsResponse || (uint)number >= (uint)_answeredAt.Length) return;
        if (header.Code == 0) _answeredAt[number] = now;
        else Refuse(header.Remark);
        Volatile.Write(ref _answers, _answers + 1);
    }

    private void Refuse(string? remark)
    {
        _refusals++;
        Refusal ??= remark;
    }
}
