namespace Ariane.Crash.Files;

/// <summary>
/// Decides what of a file's unsynced bytes survives a power loss, in one of the ways that disks have. One thread.
/// </summary>
internal sealed class Tearing(Random random)
{
    private const int SectorBytes = 512;
    private const int SectorsPerPage = MemoryNode.BlockBytes / SectorBytes;

    // One way for all files, half of the time: that is when their relations matter.
    private readonly Way? _always = random.Next(2) == 0 ? (Way)random.Next((int)Way.Count) : null;

    private enum Way
    {
        Nothing,
        Everything,
        AnySector,
        AnyPage,
        UpToSomewhere,
        FromSomewhere,
        Count,
    }

    /// <summary>Whether a change of a directory survives.</summary>
    public bool KeepsEntry() => (_always ?? (Way)random.Next((int)Way.Count)) switch
    {
        Way.Nothing => false,
        Way.Everything => true,
        _ => random.Next(2) == 0,
    };

    public byte[] Tear(byte[] onDisk, byte[] written)
    {
        Way way = _always ?? (Way)random.Next((int)Way.Count);
        bool hasNewLength = way == Way.Everything || (way != Way.Nothing && random.Next(2) == 0);

        // A new length is on disk or not; what it adds reads as zeros until flushed.
        byte[] torn = new byte[hasNewLength ? written.Length : onDisk.Length];
        int sectors = (torn.Length + SectorBytes - 1) / SectorBytes;
        int border = random.Next(sectors + 1);
        int tornPage = random.Next((sectors / SectorsPerPage) + 1);
        bool keepsPage = false;
        for (int sector = 0; sector < sectors; sector++)
        {
            if (sector % SectorsPerPage == 0) keepsPage = random.Next(2) == 0;
            bool isKept = way switch
            {
                Way.Nothing => false,
                Way.Everything => true,
                Way.AnySector => random.Next(2) == 0,
                Way.AnyPage => sector / SectorsPerPage == tornPage ? random.Next(2) == 0 : keepsPage,
                Way.UpToSomewhere => sector < border,
                _ => sector >= border,
            };
            byte[] source = isKept ? written : onDisk;
            int start = sector * SectorBytes;
            int bytes = Math.Min(SectorBytes, Math.Min(torn.Length, source.Length) - start);
            if (bytes > 0) source.AsSpan(start, bytes).CopyTo(torn.AsSpan(start));
        }

        return torn;
    }
}
