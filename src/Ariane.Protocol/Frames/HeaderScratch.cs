namespace Ariane.Protocol.Frames;

/// <summary>
/// Memory that one connection lends to the header it is decoding: joined segments and unescaped text.
/// </summary>
/// <remarks>
/// Used by one thread at a time. <see cref="Reset"/> ends the life of everything taken since the last reset.
/// </remarks>
public sealed class HeaderScratch
{
    private const int InitialBytes = 1024;

    // Above this the memory is dropped after use, so that one giant header does not stay with its connection.
    private const int KeptBytes = 64 * 1024;

    private byte[] _buffer = [];   // most headers need none: they lie in one piece and without escapes
    private int _taken;

    /// <summary>
    /// Returns <paramref name="bytes"/> bytes of unspecified content, valid until <see cref="Reset"/>.
    /// </summary>
    public Memory<byte> Take(int bytes)
    {
        if (bytes > _buffer.Length - _taken)
        {
            // What was taken before stays valid: its owner still holds the old array.
            _buffer = new byte[Math.Max(Math.Max(bytes, InitialBytes), _buffer.Length * 2)];
            _taken = 0;
        }

        Memory<byte> taken = _buffer.AsMemory(_taken, bytes);
        _taken += bytes;
        return taken;
    }

    /// <summary>Gives back the unused end of the piece taken last.</summary>
    public void GiveBack(int bytes) => _taken -= bytes;

    /// <summary>Makes all memory available again.</summary>
    public void Reset()
    {
        _taken = 0;
        if (_buffer.Length > KeptBytes) _buffer = [];
    }
}
