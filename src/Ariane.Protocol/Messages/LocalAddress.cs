using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Ariane.Protocol.Messages;

/// <summary>Chooses the address of this machine that goes into its message ids.</summary>
internal static class LocalAddress
{
    private enum Rank
    {
        Public,
        Private,
        IPv6,
    }

    /// <summary>
    /// A public IPv4 address, else a private one, else an IPv6 one; null on a machine without network.
    /// </summary>
    /// <remarks>IPv4 comes first because ids with it are the short ones.</remarks>
    public static IPAddress? Find()
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces()
                .Where(static network => network.OperationalStatus == OperationalStatus.Up
                    && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
                .Select(static unicast => unicast.Address)
                .Where(static address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal)
                .MinBy(RankOf);
        }
        catch (NetworkInformationException)
        {
            // The system does not let us look; ids stay unique by their random part.
            return null;
        }
    }

    private static Rank RankOf(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6) return Rank.IPv6;
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        bool isPrivate = bytes is [10, ..] or [192, 168, ..] or [169, 254, ..] or [172, >= 16 and < 32, ..];
        return isPrivate ? Rank.Private : Rank.Public;
    }
}
