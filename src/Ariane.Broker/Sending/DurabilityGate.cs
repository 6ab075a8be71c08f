using System.Collections.Concurrent;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker.Sending;

/// <summary>
/// Holds the answers to sends back until their messages are on disk, where synchronous flush asks for that.
/// </summary>
/// <remarks>
/// What one thread appends while it works through one read is handed to the store as one wait, in
/// <see cref="SubmitBatch"/>: one wake-up of the flush, one flush of each connection's output. Safe for concurrent use.
/// </remarks>
internal sealed class DurabilityGate(MessageStore store, SendReplies replies) : IDisposable
{
    private const int MaxPooled = 64;

    private readonly ThreadLocal<DurableSends?> _current = new();
    private readonly ConcurrentBag<DurableSends> _pool = [];

    /// <summary>Whether anything is held back at all.</summary>
    public bool IsClosed { get; } = store.Options.SyncFlush;

    public SendReplies Replies => replies;

    public long DurableOffset => store.DurableOffset;

    /// <summary>Answers a send that was appended: now, or when the log is on disk up to its end.</summary>
    /// <remarks>Whoever calls this calls <see cref="SubmitBatch"/> later on the same thread.</remarks>
    public Reply Answer(in IncomingSend send, in SendMessageResponse response, bool skipsDisk, long endOffset)
    {
        if (IsClosed && skipsDisk) store.Write();
        if (!IsClosed || skipsDisk || send.Defer() is not { } reply) return send.Answer(ResponseCode.Success, response);
        Reply promise = reply.AsReply;
        Current().Add(reply, response, endOffset);
        return promise;
    }

    /// <summary>
    /// Writes what was appended before its answers leave. Those held back leave after the flush, which writes for many.
    /// </summary>
    public void BeforeAnswers()
    {
        if (!IsClosed) store.Write();
    }

    /// <summary>Hands what this thread holds to the store. Called after every batch of requests.</summary>
    public void SubmitBatch()
    {
        if (!IsClosed || _current.Value is not { } sends) return;
        _current.Value = null;
        store.WhenDurable(sends.EndOffset, sends);
    }

    public void Dispose() => _current.Dispose();

    private DurableSends Current()
    {
        DurableSends? sends = _current.Value;
        if (sends is not null) return sends;
        if (!_pool.TryTake(out sends)) sends = new DurableSends(this);
        _current.Value = sends;
        return sends;
    }

    internal void Return(DurableSends sends)
    {
        if (_pool.Count < MaxPooled) _pool.Add(sends);
    }
}
