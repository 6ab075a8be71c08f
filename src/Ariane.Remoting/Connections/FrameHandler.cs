using System.Buffers;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Requests;
using Microsoft.Extensions.Logging;

namespace Ariane.Remoting.Connections;

/// <summary>Decides what a frame is and has it handled. Called by the thread that reads the connection.</summary>
internal sealed class FrameHandler(
    RemotingConnection connection,
    PendingCalls calls,
    RequestDispatcher requests,
    RemotingOptions options,
    ILogger logger)
{
    // Of JSON that carries as many properties as a message may have, save the strangest.
    // Longer ones take a millisecond.
    private const int QuickHeaderBytes = 32 * 1024;

    private bool _hadRequests;

    /// <summary>Whether the peer has sent a binary header, hence can read one. From any thread.</summary>
    public bool HasSeenBinary { get; private set; }

    /// <summary>Handles one frame: a request up to its answer, or up to where it goes on later.</summary>
    /// <param name="frame">Lent until this returns.</param>
    /// <param name="isSlowAllowed">Whether it may be a request that takes long.</param>
    /// <param name="malformation">What is wrong with a frame that is malformed, otherwise null.</param>
    /// <returns>False when it takes long and may not: then nothing was done.</returns>
    public bool TryHandle(in Frame frame, bool isSlowAllowed, out string? malformation)
    {
        malformation = null;
        if (frame.Header.Length > options.MaxHeaderBytes)
        {
            malformation = $"the peer sent a header of {frame.Header.Length} bytes, more than {options.MaxHeaderBytes}";
            return true;
        }

        if (frame.Header.Length > QuickHeaderBytes && !isSlowAllowed) return false;

        HeaderScratch scratch = requests.Scratch;
        scratch.Reset();
        if (!CommandHeader.TryParse(frame.Codec, frame.Header, scratch, out CommandHeader header, out string? error))
        {
            malformation = $"the peer sent a malformed header: {error}";
            return true;
        }

        if (header.Codec == HeaderCodec.Binary) HasSeenBinary = true;
        if (header.IsResponse)
        {
            CompleteCall(header, frame.Body);
        }
        else if (!isSlowAllowed && requests.IsSlow(header.Code, frame.Body.Length))
        {
            return false;
        }
        else
        {
            if (!_hadRequests) requests.HoldAnswers();
            _hadRequests = true;
            requests.Dispatch(header, frame.Body);
        }

        return true;
    }

    /// <summary>All frames of a read were handled, and no answer has left yet.</summary>
    public void ReleaseAnswers()
    {
        if (_hadRequests) requests.ReleaseAnswers();
    }

    /// <summary>All frames of a read were handled, and the answers flushed.</summary>
    public void EndBatch()
    {
        if (!_hadRequests) return;
        _hadRequests = false;
        requests.EndBatch();
    }

    private void CompleteCall(in CommandHeader header, in ReadOnlySequence<byte> body)
    {
        if (!calls.TryTake(header.Opaque, out PendingCall? call))
        {
            // Late, or an answer to what was sent without waiting for one.
            RemotingLog.UnmatchedResponse(logger, connection.RemoteHost, header.Opaque, header.Code);
            return;
        }

        int fieldBytes = header.Fields.Length;
        byte[] memory = GC.AllocateUninitializedArray<byte>(fieldBytes + (int)body.Length);
        header.Fields.Span.CopyTo(memory);
        body.CopyTo(memory.AsSpan(fieldBytes));
        call.Complete(new RemotingResponse(
            (ResponseCode)header.Code, header.Remark, header.Version, header.Codec, memory, fieldBytes));
    }
}
