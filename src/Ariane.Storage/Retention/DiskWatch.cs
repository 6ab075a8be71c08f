using Ariane.Storage.Availability;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Retention;

/// <summary>Decides what the fill level of the disk asks for, and stops appends while it is too high.</summary>
/// <remarks>Source: store/.../store/DefaultMessageStore.java (isSpaceToDelete).</remarks>
internal sealed class DiskWatch(
    DiskUsage usage, StoreOptions options, StoreAvailability availability, ILogger<DiskWatch> logger)
{
    /// <summary>Measures once and sets or clears the disk-full flag.</summary>
    public DiskPressure Look()
    {
        double used = usage.Highest;
        DiskPressure pressure =
            used > Share(options.DiskFullPercent, 35, 90) ? DiskPressure.Full
            : used > Share(options.DiskForcePercent, 30, 85) ? DiskPressure.DeleteNow
            : used > Share(options.DiskMaxUsedPercent, 10, 95) || used < 0 ? DiskPressure.DeleteExpired
            : DiskPressure.None;

        bool isFull = pressure == DiskPressure.Full;
        if (isFull != availability.IsDiskFull)
        {
            availability.IsDiskFull = isFull;
            if (isFull) RetentionEvents.DiskFull(logger, used);
            else RetentionEvents.DiskHasSpace(logger, used);
        }

        return pressure;
    }

    /// <summary>The bounds are upstream's; they keep a mistyped percentage from filling the disk.</summary>
    private static double Share(int percent, int least, int most) => Math.Clamp(percent, least, most) / 100.0;
}
