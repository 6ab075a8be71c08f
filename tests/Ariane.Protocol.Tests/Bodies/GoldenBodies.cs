using System.Text;

namespace Ariane.Protocol.Tests.Bodies;

/// <summary>Bodies and configuration files that upstream wrote; see Golden/PROVENANCE.md.</summary>
internal static class GoldenBodies
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Golden", "bodies");

    public static byte[] Load(string name) => File.ReadAllBytes(Path.Combine(Root, name));

    public static string LoadText(string name) => Encoding.UTF8.GetString(Load(name));
}
