using Ariane.Broker;
using Ariane.NameServer.Settings;
using Ariane.Remoting.Transports;
using Ariane.Storage;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Hostile.Fuzzing;

/// <summary>Opens a server with the files it finds, and closes it again.</summary>
internal static class TrialStart
{
    /// <exception cref="StoreException">A file cannot be read, and the message says which.</exception>
    public static async Task OfBrokerAsync(string store)
    {
        var options = new BrokerOptions
        {
            Store = new StoreOptions
            {
                RootDirectory = store, CommitLogSegmentBytes = 1024 * 1024, IndexSlots = 100, IndexEntries = 400,
            },
        };
        var services = new BrokerServices(
            new PhysicalFiles(), new LoopbackNetwork(), TimeProvider.System, NullLoggerFactory.Instance);
        await using var broker = await Broker.Broker.OpenAsync(options, services, CancellationToken.None);
    }

    /// <exception cref="InvalidDataException">The file cannot be read, and the message says so.</exception>
    public static async Task OfNameServerAsync(string keyValuePath)
    {
        var options = new NameServerOptions { KvConfigPath = keyValuePath };
        await using var server = NameServer.NameServer.Create(options, TimeProvider.System, NullLoggerFactory.Instance);
    }
}
