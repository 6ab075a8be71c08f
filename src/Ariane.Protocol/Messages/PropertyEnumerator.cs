namespace Ariane.Protocol.Messages;

/// <summary>Walks encoded properties; see <see cref="MessageProperties.Enumerate"/>. Allocates nothing.</summary>
public ref struct PropertyEnumerator
{
    private ReadOnlySpan<byte> _rest;

    internal PropertyEnumerator(ReadOnlySpan<byte> properties) => _rest = properties;

    public ReadOnlySpan<byte> Name { readonly get; private set; }

    public ReadOnlySpan<byte> Value { readonly get; private set; }

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            int end = _rest.IndexOf(MessageProperties.PairSeparator);
            ReadOnlySpan<byte> pair = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];

            int separator = pair.IndexOf(MessageProperties.NameSeparator);
            if (separator <= 0 || separator == pair.Length - 1) continue;
            Name = pair[..separator];
            Value = pair[(separator + 1)..];
            return true;
        }

        return false;
    }
}
