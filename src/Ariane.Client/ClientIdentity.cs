using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Ariane.Client;

/// <summary>What a client calls itself. Immutable.</summary>
/// <remarks>
/// <c>address@instance</c>; brokers tell the members of a group apart by it.
/// Source: client/.../client/ClientConfig.java.
/// </remarks>
internal sealed class ClientIdentity
{
    private const string DefaultInstance = "DEFAULT";

    public ClientIdentity(string? address, string? instanceName)
    {
        address ??= FindAddress();
        string instance = instanceName ?? $"{Environment.ProcessId}#{Guid.NewGuid():N}";
        Id = $"{address}@{instance}";
        StableId = $"{address}@{instanceName ?? DefaultInstance}";
    }

    /// <summary>Unique among all clients that live at the same time.</summary>
    public string Id { get; }

    /// <summary>
    /// The same after a restart: names the folder of local offsets, as it does for upstream's clients.
    /// </summary>
    public string StableId { get; }

    // Prefers an address that others can reach to a private one, and anything to loopback.
    private static string FindAddress()
    {
        string? privateAddress = null;
        foreach (NetworkInterface card in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (card.OperationalStatus != OperationalStatus.Up) continue;
            if (card.NetworkInterfaceType is NetworkInterfaceType.Loopback or NetworkInterfaceType.Ppp) continue;

            foreach (UnicastIPAddressInformation unicast in card.GetIPProperties().UnicastAddresses)
            {
                if (unicast.Address.AddressFamily != AddressFamily.InterNetwork) continue;
                if (!IsPrivate(unicast.Address)) return unicast.Address.ToString();
                privateAddress = unicast.Address.ToString();
            }
        }

        return privateAddress ?? IPAddress.Loopback.ToString();
    }

    private static bool IsPrivate(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return bytes is [10, ..] or [172, >= 16 and < 32, ..] or [192, 168, ..];
    }
}
