namespace Ariane.Storage.Retention;

/// <summary>What the fill level of the disk asks of retention.</summary>
internal enum DiskPressure
{
    /// <summary>Expired segments go in their hours only.</summary>
    None,

    /// <summary>Expired segments go at any hour.</summary>
    DeleteExpired,

    /// <summary>The oldest segments go, expired or not.</summary>
    DeleteNow,

    /// <summary>As <see cref="DeleteNow"/>, and no messages are taken.</summary>
    Full,
}
