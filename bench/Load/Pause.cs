using System.Runtime.InteropServices;

namespace Ariane.Load;

/// <summary>Sleeps with the kernel's precision; the runtime's own timers count in milliseconds.</summary>
internal static partial class Pause
{
    public static void For(TimeSpan time)
    {
        var span = new TimeSpec { Nanoseconds = Math.Clamp((long)time.TotalNanoseconds, 0, 999_999_999) };
        _ = NanoSleep(in span, IntPtr.Zero);
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec requested, IntPtr remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
