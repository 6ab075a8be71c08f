using System.Collections.Immutable;
using System.Net;
using Ariane.Broker;
using Ariane.Server.Listening;

namespace Ariane.Server.Configuration;

/// <summary>A broker and the port it is served on.</summary>
public sealed record BrokerHostOptions
{
    /// <summary>The broker itself.</summary>
    public BrokerOptions Broker { get; init; } = new();

    /// <summary>bindAddress: where to listen; 0.0.0.0 is every interface.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Any;

    /// <summary>Limits of its ports.</summary>
    public ListenerOptions Listener { get; init; } = new();

    /// <summary>brokerIP1 was given; otherwise the address is derived from where the broker listens.</summary>
    public bool IsAddressGiven { get; init; }

    /// <summary>Settings that are accepted and have no effect here.</summary>
    public ImmutableSortedDictionary<string, string> Others { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
