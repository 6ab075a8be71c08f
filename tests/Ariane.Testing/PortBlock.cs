using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ariane.Testing;

/// <summary>
/// The ports of one server, which no other test gets while this is held, not even while the server is down.
/// </summary>
/// <remarks>
/// Below those that systems choose for outgoing connections and for port 0: anybody could get one of these between two
/// lives of a server. Other test processes are kept off by a locked file.
/// </remarks>
internal sealed class PortBlock : IDisposable
{
    private const int FirstPort = 16_000;
    private const int Blocks = 4000;
    private const int PortsPerBlock = 3;
    private const int Attempts = 200;

    private static readonly string LockFolder =
        Path.Combine(Path.GetTempPath(), $"ariane-test-ports-{Environment.UserName}");

    private readonly FileStream _lock;

    private PortBlock(FileStream held, int firstPort)
    {
        _lock = held;
        NameServer = firstPort + 1;
        Broker = firstPort + 2;
    }

    public int NameServer { get; }

    /// <summary>The broker's; the one two below it is the broker's as well.</summary>
    public int Broker { get; }

    public static PortBlock Take()
    {
        Directory.CreateDirectory(LockFolder);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int block = Random.Shared.Next(Blocks);
            int firstPort = FirstPort + (block * PortsPerBlock);
            if (TryLock(block) is not { } held) continue;
            if (Enumerable.Range(firstPort, PortsPerBlock).All(IsFree)) return new PortBlock(held, firstPort);
            held.Dispose();
        }

        throw new IOException($"No free ports from {FirstPort} on, or {LockFolder} cannot be written to.");
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream? TryLock(int block)
    {
        string path = Path.Combine(LockFolder, block.ToString(CultureInfo.InvariantCulture));
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null; // Another test's.
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
