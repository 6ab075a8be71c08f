namespace Ariane.Soak.Load;

/// <summary>How a message is sent.</summary>
internal enum SendMode
{
    /// <summary>One after the other.</summary>
    Sync,

    /// <summary>Many at a time.</summary>
    Async,

    /// <summary>Without an answer: nobody promises that it arrives.</summary>
    Oneway,

    /// <summary>Several with one request.</summary>
    Batch,
}
