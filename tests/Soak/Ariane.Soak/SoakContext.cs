using Ariane.Client;
using Ariane.Remoting.Transports;
using Ariane.Soak.Disturbing;
using Ariane.Soak.Judging;
using Ariane.Soak.Load;
using Ariane.Soak.Reading;

namespace Ariane.Soak;

/// <summary>What all parts of a running soak share. Immutable.</summary>
/// <param name="NameServer">The address of the broker's name server.</param>
/// <param name="Folder">Where clients keep files.</param>
internal sealed record SoakContext(
    string NameServer, string Folder, Ledger Ledger, Window Restarts, Findings Findings, TimeProvider Time)
{
    // A machine that is busy with other things must not look like a broker that hangs.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    public Arrivals Arrivals { get; } = new(Ledger, Restarts, Findings);

    public RecentSends Recent { get; } = new(Time);

    /// <param name="connector">Null connects as applications do.</param>
    public ArianeClient Connect(SoakLog log, IConnector? connector = null) =>
        new(new ArianeClientOptions { NameServers = [NameServer], CallTimeout = CallTimeout }, log, connector, Time);

    public ArianeClient Connect(string name) => Connect(new SoakLog(name, Restarts, Findings));
}
