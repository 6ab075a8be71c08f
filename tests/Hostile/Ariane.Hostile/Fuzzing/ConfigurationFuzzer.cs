using System.Diagnostics;
using System.Text;
using Ariane.Hostile.Wire;
using Ariane.NameServer.Settings;
using Ariane.Server;
using Ariane.Server.Configuration;
using Ariane.Storage;

namespace Ariane.Hostile.Fuzzing;

/// <summary>
/// Starts servers with damaged files: they start, or say in the expected way what is wrong. One thread.
/// </summary>
public sealed class ConfigurationFuzzer(string directory, int seed)
{
    private static readonly string[] Settings =
    [
        "brokerClusterName = DefaultCluster\nbrokerName=b\nlistenPort=10911\nflushDiskType=ASYNC_FLUSH\n# comment\n",
        "brokerName=b\\u0041\nmappedFileSizeCommitLog=1073741824\nnamesrvAddr=127.0.0.1:9876;127.0.0.2:9876\ndeleteWhen=04\n",
        "listenPort=9876\nkvConfigPath=/tmp/kv.json\nconfigBlackList=a;b\nserverChannelMaxIdleTimeSeconds=120\n",
        "maxMessageSize=4194304\nbrokerPermission=6\nbrokerIP1=10.0.0.1\nbindAddress=::1\nfileReservedTime=72\n",
    ];

    // Of the settings, how often some are endless.
    private const int StretchedPeriod = 25;

    // A thousand times what it takes, and a hundred times what endless ones take.
    private static readonly TimeSpan MostForSettings = TimeSpan.FromSeconds(1);

    private readonly Mutator _mutator = new(seed);

    public List<Finding> Findings { get; } = [];

    /// <summary>Files of settings, as <c>-c</c> names them.</summary>
    public void ReadSettings(int count)
    {
        string path = Path.Combine(directory, "fuzz.conf");
        for (int i = 0; i < count && Findings.Count == 0; i++)
        {
            byte[] content = _mutator.Mutate(Encoding.UTF8.GetBytes(_mutator.Pick(Settings)));
            if (i % StretchedPeriod == 0) content = _mutator.Stretch(content);
            File.WriteAllBytes(path, content);
            Expect<ConfigurationException>(content, () => ServerConfiguration.Apply(
                ArianeServerOptions.AllInOne(directory), new ConfigurationSources().AddFile(path)));
            Expect<ConfigurationException>(content, () => ServerConfiguration.Apply(
                new NameServerOptions(), new ConfigurationSources().AddFile(path)));
        }
    }

    /// <summary>Files of <c>config/</c> in a broker's store, and the name server's key-values.</summary>
    public async Task OpenStoresAsync(int count)
    {
        IReadOnlyDictionary<string, byte[]> files = Corpus.ConfigurationFiles();
        for (int i = 0; i < count; i++)
        {
            string store = Directory.CreateDirectory(Path.Combine(directory, $"store-{seed}-{i}")).FullName;
            (string name, byte[] original) = _mutator.Pick([.. files]);
            byte[] content = _mutator.MutateJson(original);
            string path = Path.Combine(Directory.CreateDirectory(Path.Combine(store, "config")).FullName, name);
            await File.WriteAllBytesAsync(path, content);
            if (name == "kvConfig.json") await OpenNameServerAsync(path, content);
            else await OpenBrokerAsync(store, content);
            Directory.Delete(store, recursive: true);
        }
    }

    private async Task OpenBrokerAsync(string store, byte[] content)
    {
        try
        {
            await TrialStart.OfBrokerAsync(store);
        }
        catch (StoreException)
        {
            // The file cannot be read, and the message says so.
        }
        catch (Exception exception)
        {
            Findings.Add(new Finding("a broker does not start, and does not say why", exception.ToString(), content));
        }
    }

    private async Task OpenNameServerAsync(string path, byte[] content)
    {
        try
        {
            await TrialStart.OfNameServerAsync(path);
        }
        catch (InvalidDataException)
        {
            // The file cannot be read, and the message says so.
        }
        catch (Exception exception)
        {
            Findings.Add(new Finding(
                "a name server does not start, and does not say why", exception.ToString(), content));
        }
    }

    // Slow three times over is no hiccup of the machine.
    private void Expect<TExpected>(byte[] content, Action action)
        where TExpected : Exception
    {
        const int Attempts = 3;
        for (int slow = 0; Try<TExpected>(content, action) > MostForSettings;)
        {
            if (++slow < Attempts) continue;
            Findings.Add(new Finding("settings take too long to read", $"more than {MostForSettings}", content));
            return;
        }
    }

    private TimeSpan Try<TExpected>(byte[] content, Action action)
        where TExpected : Exception
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            action();
        }
        catch (TExpected)
        {
            // All that is wrong, by file and line.
        }
        catch (Exception exception)
        {
            Findings.Add(new Finding(
                "settings cannot be read, and the reason is not said", exception.ToString(), content));
        }

        return Stopwatch.GetElapsedTime(start);
    }
}
