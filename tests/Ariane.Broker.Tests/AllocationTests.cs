using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Ariane.Remoting.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Broker.Tests;

/// <summary>
/// The hot paths allocate nothing per message. Requests are handled on the test's own thread, which is measured.
/// </summary>
public sealed class AllocationTests : IAsyncLifetime
{
    private const int Requests = 500;

    // Tables still grow a little; one object per message would be 24 and more.
    private const double MostBytesPerMessage = 8;

    private BrokerHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BrokerHost.StartAsync();
        await (await _host.ConnectAsync()).CreateTopicAsync("T");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Send_SteadyState_AllocatesNothing()
    {
        byte[] frame = Frame(
            310,
            """
            "a":"PG","b":"T","c":"TBW102","d":"4","e":"0","f":"0","g":"1","h":"0","i":"TAGS\u0001A\u0002","m":"false"
            """,
            new byte[1024]);

        Assert.InRange(await MeasureAsync(frame), 0, MostBytesPerMessage);
        await Eventually.IsTrueAsync(() => _host.Broker.Store.GetMaxOffset("T", 0) >= 2 * Requests);
    }

    [Fact]
    public async Task Pull_Found_AllocatesNothing()
    {
        RemotingConnection client = await _host.ConnectAsync();
        for (int i = 0; i < 40; i++) await client.SendAsync("T", "hello", "TAGS=A");
        byte[] frame = Frame(
            11,
            """
            "consumerGroup":"CG","topic":"T","queueId":"0","queueOffset":"3","maxMsgNums":"32","sysFlag":"6",
            "commitOffset":"0","suspendTimeoutMillis":"1500","subscription":"A || B","expressionType":"TAG"
            """,
            []);

        Assert.InRange(await MeasureAsync(frame), 0, MostBytesPerMessage);
    }

    private async Task<double> MeasureAsync(byte[] frame)
    {
        var inline = new PipeOptions(
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.Inline,
            useSynchronizationContext: false);
        Pipe requests = new(inline), responses = new(inline);
        await using var connection = new RemotingConnection(
            new Duplex(requests.Reader, responses.Writer),
            remoteEndPoint: null,
            localEndPoint: null,
            _host.Broker.Requests,
            new RemotingOptions(),
            _host.Time,
            NullLogger.Instance);
        Task serving = connection.RunAsync(CancellationToken.None);
        long bytes = Allocations.Of(Requests, () => Exchange(requests.Writer, responses.Reader, frame));
        await requests.Writer.CompleteAsync();
        await serving;
        return (double)bytes / Requests;
    }

    /// <summary>
    /// Synchronous throughout: the connection reads, handles and answers within the flush of the request.
    /// </summary>
    private static void Exchange(PipeWriter requests, PipeReader responses, byte[] frame)
    {
        requests.Write(frame);
        Assert.True(requests.FlushAsync().AsTask().IsCompletedSuccessfully);
        Assert.True(responses.TryRead(out ReadResult read));
        ThrowUnlessSuccess(read.Buffer.FirstSpan);
        responses.AdvanceTo(read.Buffer.End);
    }

    private static void ThrowUnlessSuccess(ReadOnlySpan<byte> response)
    {
        if (response.IndexOf("\"code\":0,"u8) < 0)
            throw new InvalidOperationException(Encoding.UTF8.GetString(response));
    }

    private static byte[] Frame(int code, string fields, byte[] body)
    {
        byte[] header = Encoding.UTF8.GetBytes(
            $$"""
            {"code":{{code}},"extFields":{{{fields}}},"flag":0,"language":"JAVA","opaque":1,
            "serializeTypeCurrentRPC":"JSON","version":479}
            """);
        byte[] frame = new byte[8 + header.Length + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), header.Length);
        header.CopyTo(frame, 8);
        body.CopyTo(frame, 8 + header.Length);
        return frame;
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
