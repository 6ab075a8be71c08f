using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Ariane.Remoting.Transports;

/// <summary>
/// Reads addresses as RocketMQ writes them: <c>10.0.0.1:9876</c>, <c>host:9876</c>, <c>[::1]:9876</c>,
/// <c>::1:9876</c>.
/// </summary>
internal static class Address
{
    /// <summary>
    /// What follows the last colon is the port; upstream writes IPv6 addresses with and without brackets.
    /// </summary>
    public static bool TryParse(string address, [NotNullWhen(true)] out EndPoint? endPoint)
    {
        endPoint = null;
        int colon = address.LastIndexOf(':');
        if (colon <= 0) return false;

        ReadOnlySpan<char> host = address.AsSpan(0, colon).Trim();
        ReadOnlySpan<char> digits = address.AsSpan(colon + 1);
        if (!ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
        {
            return false;
        }

        if (IPAddress.TryParse(host, out IPAddress? ip))
        {
            endPoint = new IPEndPoint(ip, port);
            return true;
        }

        if (Uri.CheckHostName(host.ToString()) != UriHostNameType.Dns) return false;
        endPoint = new DnsEndPoint(host.ToString(), port);
        return true;
    }
}
