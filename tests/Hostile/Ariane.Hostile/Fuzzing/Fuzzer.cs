using System.Text.RegularExpressions;
using Ariane.Hostile.Wire;
using Ariane.Server;
using Ariane.Server.Configuration;
using Ariane.NameServer.Settings;
using Ariane.Storage;

namespace Ariane.Hostile.Fuzzing;

/// <summary>Sends mutated frames and requests to a server and collects what it should not have done.</summary>
/// <remarks>
/// Each bad request is answered or its connection closed; no handler throws; a healthy client is served right after;
/// and the server can be started again with what it wrote. Used by one thread.
/// </remarks>
public sealed partial class Fuzzer(FuzzServer server, Corpus corpus, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly HostileRequest Healthy = new(30, [new("topic", "healthy"), new("queueId", "0")], []);
    private static readonly HostileRequest HealthyRoute = new(105, [new("topic", "healthy")], []);

    // Looking at what was written after each would leave time for half as many.
    private const int FramesUntilLook = 10;

    private readonly Mutator _mutator = new(seed);
    private readonly List<byte[]> _unlookedFrames = [];
    private int _opaque = 1_000_000;

    /// <summary>What went wrong, each with the input that did it.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>Answers by code, to see that the input reaches the handlers.</summary>
    public SortedDictionary<int, int> Answers { get; } = [];

    /// <summary>Raw frames, each on a connection of its own which this side then closes.</summary>
    public async Task SendFramesAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            byte[] frame = _mutator.Mutate(_mutator.Pick(corpus.Frames));
            FuzzTarget target = PickTarget();
            await CheckAsync(target, frame, SendFrameAsync(target, frame));
            if (i % 25 == 0) await CheckHealthyAsync(target, frame);
        }
    }

    /// <summary>Requests in sound frames, one after the other over one connection.</summary>
    public async Task SendRequestsAsync(int count)
    {
        var clients = new Dictionary<FuzzTarget, WireClient>();
        for (int i = 0; i < count; i++)
        {
            HostileRequest request = _mutator.Mutate(_mutator.Pick(corpus.Requests));
            FuzzTarget target = PickTarget();
            if (!clients.TryGetValue(target, out WireClient? client))
                clients[target] = client = await server.ConnectAsync(target);

            byte[] frame = request.Encode(++_opaque);
            Task<bool> sending = SendRequestAsync(client, target, frame);
            await CheckAsync(target, frame, sending);
            if (sending.IsCompletedSuccessfully && sending.Result) continue;
            clients.Remove(target);
            await client.DisposeAsync();
            await CheckHealthyAsync(target, frame);
        }

        foreach (WireClient client in clients.Values) await client.DisposeAsync();
    }

    /// <summary>Every request of the corpus as it stands: what did harm once must not do it again.</summary>
    public async Task SendCorpusAsync()
    {
        foreach (FuzzTarget target in Enum.GetValues<FuzzTarget>())
        {
            foreach (byte[] frame in corpus.Frames) await CheckAsync(target, frame, SendFrameAsync(target, frame));
            await CheckHealthyAsync(target, []);
        }
    }

    /// <summary>
    /// The requests of the corpus with each value of their JSON in turn as deep as a server reads at all.
    /// </summary>
    public async Task SendNestedAsync()
    {
        foreach (FuzzTarget target in Enum.GetValues<FuzzTarget>())
        {
            foreach (HostileRequest request in corpus.Requests)
            {
                foreach (JsonPlace place in JsonPlace.Find(request.Body))
                {
                    await using WireClient client = await server.ConnectAsync(target);
                    HostileRequest nested = request.WithBody(
                        JsonMutator.Nest(request.Body, place, JsonMutator.DeepestRead));
                    await CheckAsync(target, nested.Encode(0), CallAsync(client, nested));
                    await CheckWrittenAsync();   // before the next one writes over it
                }
            }

            await CheckHealthyAsync(target, []);
        }
    }

    /// <summary>Stops and starts the server with what the fuzzing made it write.</summary>
    public async Task RestartAsync()
    {
        await CheckWrittenAsync();
        try
        {
            await server.RestartAsync();
        }
        catch (Exception exception) when (exception is ServerStartException or StoreException or InvalidDataException)
        {
            Findings.Add(new Finding("the server cannot be started again", exception.Message, []));
            return;
        }

        Note(server.Errors.Take(), []);
        if (!File.Exists(server.NameServerSettingsPath)) return;
        try
        {
            var saved = new ConfigurationSources().AddFile(server.NameServerSettingsPath);
            ServerConfiguration.Apply(new NameServerOptions(), saved);
        }
        catch (ConfigurationException exception)
        {
            Findings.Add(new Finding("the saved settings of the name server cannot be read", exception.Message, []));
        }
    }

    private FuzzTarget PickTarget() => _mutator.Pick([FuzzTarget.Broker, FuzzTarget.Broker, FuzzTarget.NameServer]);

    private async Task<bool> SendFrameAsync(FuzzTarget target, byte[] frame)
    {
        await using WireClient client = await server.ConnectAsync(target);
        using var patience = new CancellationTokenSource(Patience);
        await client.TrySendAsync(frame, patience.Token);
        await client.EndSendingAsync();
        while (await client.ReceiveAsync(patience.Token) is { } answer) Check(answer, frame);
        return true;
    }

    /// <summary>Waits for the request's own answer, so that all that it does is done.</summary>
    /// <returns>False when the server closed the connection.</returns>
    private async Task<bool> CallAsync(WireClient client, HostileRequest request)
    {
        using var patience = new CancellationTokenSource(Patience);
        if (await client.CallAsync(request, ++_opaque, patience.Token) is not { } answer) return false;
        Check(answer, request.Encode(0));
        return true;
    }

    /// <summary>False when the server closed the connection.</summary>
    private async Task<bool> SendRequestAsync(WireClient client, FuzzTarget target, byte[] frame)
    {
        using var patience = new CancellationTokenSource(Patience);
        int probe = ++_opaque;
        HostileRequest healthy = target == FuzzTarget.Broker ? Healthy : HealthyRoute;
        if (!await client.TrySendAsync(frame, patience.Token)) return false;
        if (!await client.TrySendAsync(healthy.Encode(probe), patience.Token)) return false;
        while (await client.ReceiveAsync(patience.Token) is { } answer)
        {
            Check(answer, frame);
            if (answer.IsResponse && answer.Opaque == probe) return true;
        }

        return false;
    }

    private void Check(WireAnswer answer, byte[] frame)
    {
        Answers[(int)answer.Code] = Answers.GetValueOrDefault((int)answer.Code) + 1;
        if (answer.IsResponse && answer.Remark is { } remark && Unexpected().IsMatch(remark))
            Findings.Add(new Finding("a handler threw", remark, frame));
    }

    private async Task CheckAsync(FuzzTarget target, byte[] frame, Task<bool> sending)
    {
        try
        {
            await sending;
        }
        catch (OperationCanceledException)
        {
            Findings.Add(new Finding($"the {target} neither answered nor closed", $"within {Patience}", frame));
        }
        catch (InvalidDataException exception)
        {
            Findings.Add(new Finding($"the {target} answered with what is no frame", exception.Message, frame));
        }

        Note(server.Errors.Take(), frame);
        _unlookedFrames.Add(frame);
        if (_unlookedFrames.Count == FramesUntilLook) await CheckWrittenAsync();
    }

    private async Task CheckWrittenAsync()
    {
        if (await server.FindStartFaultAsync() is { } fault)
        {
            byte[] input = [.. _unlookedFrames.SelectMany(static frame => frame)];
            Findings.Add(new Finding("what was written cannot be read at the next start", fault, input));
        }

        _unlookedFrames.Clear();
    }

    private async Task CheckHealthyAsync(FuzzTarget target, byte[] last)
    {
        using var patience = new CancellationTokenSource(Patience);
        await using WireClient client = await server.ConnectAsync(target);
        HostileRequest healthy = target == FuzzTarget.Broker ? Healthy : HealthyRoute;
        WireAnswer? answer = await client.CallAsync(healthy, ++_opaque, patience.Token);
        if (answer is null)
            Findings.Add(new Finding($"the {target} does not serve a healthy client any more", "", last));
    }

    private void Note(IReadOnlyList<string> errors, byte[] frame) =>
        Findings.AddRange(errors.Select(error => new Finding("an error was logged", error, frame)));

    // What the dispatcher answers for an exception that nobody expected.
    [GeneratedRegex(@"^[A-Z]\w*Exception: ", RegexOptions.CultureInvariant)]
    private static partial Regex Unexpected();
}

/// <summary>Something a server should not have done.</summary>
/// <param name="What">In short.</param>
/// <param name="Detail">A remark, a log line, a message.</param>
/// <param name="Input">The frame that was sent, or the last ones before.</param>
public sealed record Finding(string What, string Detail, byte[] Input)
{
    public override string ToString() =>
        $"{What}: {Detail}\n  input: {Convert.ToBase64String(Input.AsSpan(0, Math.Min(Input.Length, 600)))}";
}
