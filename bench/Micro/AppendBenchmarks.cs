using System.Buffers;
using System.Net;
using Ariane.Protocol.Messages;
using Ariane.Storage;
using Ariane.Storage.Files;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Micro;

/// <summary>
/// Appending 1 KiB messages to a store on the local disk, with asynchronous flush. Budget: nothing allocated.
/// </summary>
[MemoryDiagnoser]
public class AppendBenchmarks
{
    private const int BatchSize = 16;

    private readonly byte[] _body = new byte[1024];
    private readonly byte[] _topic = "BenchmarkTest"u8.ToArray();
    private readonly byte[] _properties =
        "UNIQ_KEY\u00017F0000010DE118B4AAC22C6D2B5C0000\u0002CLUSTER\u0001DefaultCluster\u0002"u8.ToArray();
    private readonly HostAddress _host = HostAddress.From(new IPEndPoint(IPAddress.Loopback, 10911));
    private string _root = "";
    private MessageStore? _store;
    private int _queueId;

    [GlobalSetup]
    public void Open()
    {
        _root = Directory.CreateTempSubdirectory("ariane-append-").FullName;
        var options = new StoreOptions
        {
            RootDirectory = _root,
            CommitLogSegmentBytes = 256 * 1024 * 1024,
            Retention = TimeSpan.Zero,
            DeleteHours = [.. Enumerable.Range(0, 24)],
            DeleteInterval = TimeSpan.Zero,
            RetentionInterval = TimeSpan.FromSeconds(1),
        };
        // Blocking, since the in-process toolchain does not await its setup.
        _store = MessageStore.OpenAsync(
            options, new PhysicalFiles(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None)
            .GetAwaiter().GetResult();
    }

    [GlobalCleanup]
    public void Close()
    {
        _store?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>As the broker does with one read's worth of requests: append each, then dispatch once.</summary>
    [Benchmark(OperationsPerInvoke = BatchSize)]
    public long AppendAndDispatch()
    {
        long end = 0;
        for (int i = 0; i < BatchSize; i++)
        {
            var body = new ReadOnlySequence<byte>(_body);
            var message = new MessageToEncode
            {
                Topic = _topic,
                QueueId = _queueId++ & 7,
                Body = body,
                BodyCrc = Crc32.ComputeBody(body),
                Properties = _properties,
                BornTimestamp = 1,
                BornHost = _host,
                StoreHost = _host,
            };
            end = _store!.Append("BenchmarkTest", message).EndOffset;
        }

        _store!.Write();
        _store.Dispatch();
        return end;
    }
}
