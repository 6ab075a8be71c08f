using System.Globalization;

namespace Ariane.Storage.Files;

/// <summary>Names of segment files: the offset of their first byte, as 20 decimal digits.</summary>
/// <remarks>Source: common/.../common/UtilAll.java (offset2FileName).</remarks>
internal static class SegmentName
{
    private const int Digits = 20;

    public static string Format(long baseOffset) => baseOffset.ToString("D20", CultureInfo.InvariantCulture);

    public static bool TryParse(string name, out long baseOffset)
    {
        baseOffset = 0;
        return name.Length == Digits
            && long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out baseOffset);
    }
}
