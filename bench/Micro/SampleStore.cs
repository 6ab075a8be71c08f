using System.Net;
using Ariane.Protocol.Messages;
using Ariane.Storage;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Micro;

/// <summary>A store in a scratch directory that takes messages of 1 KiB.</summary>
internal sealed class SampleStore : IDisposable
{
    public const string Topic = "orders";

    private static readonly HostAddress Host = HostAddress.From(new IPEndPoint(IPAddress.Loopback, 10911));
    private readonly ScratchDirectory _directory;
    private readonly byte[] _body = new byte[1024];

    private SampleStore(ScratchDirectory directory, MessageStore store)
    {
        _directory = directory;
        Store = store;
    }

    public MessageStore Store { get; }

    /// <summary>Blocks: the in-process toolchain does not wait for asynchronous setups.</summary>
    public static SampleStore Open()
    {
        var directory = new ScratchDirectory();
        var options = new StoreOptions { RootDirectory = directory.Path, CommitLogSegmentBytes = 256 << 20 };
        Task<MessageStore> opening = MessageStore.OpenAsync(
            options, new PhysicalFiles(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        return new SampleStore(directory, opening.GetAwaiter().GetResult());
    }

    public void Append(bool withKeys = false)
    {
        ReadOnlySpan<byte> properties = withKeys
            ? "UNIQ_KEY\u0001AC11000100002A9F00000000000003E8\u0002KEYS\u0001order-4711\u0002TAGS\u0001TagA\u0002"u8
            : "TAGS\u0001TagA\u0002WAIT\u0001true\u0002"u8;
        var message = new MessageToEncode
        {
            Topic = "orders"u8,
            QueueId = 0,
            Body = _body.AsSpan(),
            BodyCrc = Crc32.ComputeBody(_body.AsSpan()),
            Properties = properties,
            BornTimestamp = 1,
            BornHost = Host,
            StoreHost = Host,
        };
        AppendStatus status = Store.Append(Topic, message).Status;
        if (status != AppendStatus.Appended) throw new InvalidOperationException($"Not appended: {status}.");
    }

    public void Dispose()
    {
        Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _directory.Dispose();
    }
}
