namespace Ariane.Server.Configuration;

/// <summary>Guesses which key was meant by one that does not exist.</summary>
internal static class NearestKey
{
    // Far longer than any key: nobody meant one, and comparing costs the product of both lengths.
    private const int MaxLength = 128;

    /// <summary>The key with the fewest letters to change, if those are few compared to its length.</summary>
    public static string? Find(string unknown, IEnumerable<string> keys)
    {
        if (unknown.Length > MaxLength) return null;
        string? nearest = null;
        int fewest = int.MaxValue;
        foreach (string key in keys)
        {
            int distance = Distance(unknown, key);
            if (distance >= fewest) continue;

            fewest = distance;
            nearest = key;
        }

        return fewest <= Math.Max(2, unknown.Length / 3) ? nearest : null;
    }

    /// <summary>
    /// Letters to insert, delete or replace to make one text of the other, upper and lower case being one.
    /// </summary>
    internal static int Distance(string left, string right)
    {
        Span<int> previous = stackalloc int[right.Length + 1];
        Span<int> current = stackalloc int[right.Length + 1];
        for (int column = 0; column <= right.Length; column++) previous[column] = column;

        for (int row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (int column = 1; column <= right.Length; column++)
            {
                bool isSame = char.ToLowerInvariant(left[row - 1]) == char.ToLowerInvariant(right[column - 1]);
                int replaced = previous[column - 1] + (isSame ? 0 : 1);
                current[column] = Math.Min(replaced, 1 + Math.Min(previous[column], current[column - 1]));
            }

            var swapped = previous;
            previous = current;
            current = swapped;
        }

        return previous[right.Length];
    }
}
