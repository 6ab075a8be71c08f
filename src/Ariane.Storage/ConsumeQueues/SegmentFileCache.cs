using System.Diagnostics.CodeAnalysis;
using Ariane.Storage.Files;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>
/// The open segment files of all queues: at most so many, the least recently used goes first. Any thread.
/// </summary>
/// <remarks>A file that is pushed out while somebody reads it stays open until that read is over.</remarks>
internal sealed class SegmentFileCache(int capacity)
{
    private const uint KeptOneIn = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<SegmentKey, LinkedListNode<SegmentFile>> _open = []; // Guarded by _gate.
    private readonly LinkedList<SegmentFile> _byUse = []; // Guarded by _gate; the most recently used is first.
    private uint _passed; // Guarded by _gate.

    /// <summary>Files the cache keeps open now.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _open.Count;
        }
    }

    /// <summary>
    /// Whether a file that was not found is worth keeping open: while there is room each one is, and then one in some,
    /// so that files in use get in soon, and many that are used by turns do not push each other out.
    /// </summary>
    public bool ShouldKeepNext()
    {
        lock (_gate) return _open.Count < capacity || ++_passed % KeptOneIn == 0;
    }

    /// <summary>Finds an open file and holds it for the caller.</summary>
    public bool TryRent(in SegmentKey key, [NotNullWhen(true)] out SegmentFile? file)
    {
        lock (_gate)
        {
            file = null;
            if (!_open.TryGetValue(key, out LinkedListNode<SegmentFile>? node)) return false;
            if (_byUse.First != node)
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
            }

            file = node.Value;
            file.Hold();
            return true;
        }
    }

    /// <summary>
    /// Takes over a newly opened file and holds it for the caller; if another was first, the caller gets that.
    /// </summary>
    public SegmentFile Add(in SegmentKey key, IStoreFile opened)
    {
        SegmentFile? closed = null;
        SegmentFile result;
        lock (_gate)
        {
            if (_open.TryGetValue(key, out LinkedListNode<SegmentFile>? other))
            {
                result = other.Value;
                closed = new SegmentFile(key, opened);
            }
            else
            {
                if (_open.Count >= capacity) closed = RemoveUnderGate(_byUse.Last!);
                result = new SegmentFile(key, opened);
                _open.Add(key, _byUse.AddFirst(result));
            }

            result.Hold();
        }

        closed?.Release();
        return result;
    }

    /// <summary>Forgets one file.</summary>
    public void Remove(in SegmentKey key)
    {
        SegmentFile? closed = null;
        lock (_gate)
        {
            if (_open.TryGetValue(key, out LinkedListNode<SegmentFile>? node)) closed = RemoveUnderGate(node);
        }

        closed?.Release();
    }

    /// <summary>Forgets all files of a queue.</summary>
    public void Remove(ConsumeQueue queue)
    {
        lock (_gate)
        {
            for (LinkedListNode<SegmentFile>? node = _byUse.First; node is not null;)
            {
                LinkedListNode<SegmentFile>? next = node.Next;
                if (node.Value.Key.Queue == queue) RemoveUnderGate(node).Release();
                node = next;
            }
        }
    }

    /// <summary>Forgets all files.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (SegmentFile file in _byUse) file.Release();
            _byUse.Clear();
            _open.Clear();
        }
    }

    private SegmentFile RemoveUnderGate(LinkedListNode<SegmentFile> node)
    {
        _byUse.Remove(node);
        _open.Remove(node.Value.Key);
        return node.Value;
    }
}
