namespace Ariane.Remoting.Requests;

/// <summary>What <see cref="IRequestHandler{TRequest}.QuickBodyBytes"/> is for common kinds of bodies.</summary>
public static class QuickBody
{
    /// <summary>Of JSON: some forty subscriptions, parsed in a sixth of a millisecond.</summary>
    public const int JsonBytes = 4 * 1024;

    /// <summary>Of what may be compressed, and become a thousand times larger.</summary>
    public const int CompressedBytes = 512;
}
