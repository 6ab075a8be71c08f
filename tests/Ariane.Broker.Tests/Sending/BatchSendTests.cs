using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Ariane.Broker.Sending;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests.Sending;

public sealed class BatchSendTests : IAsyncLifetime
{
    private BrokerHost _host = null!;
    private RemotingConnection _client = null!;

    public async Task InitializeAsync()
    {
        _host = await BrokerHost.StartAsync(
            static options => options with { Sending = new SendOptions { MaxBatchMessages = 100 } });
        _client = await _host.ConnectAsync();
        await _client.CreateTopicAsync("T");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Send_Batch_StoresEachMessageWithItsOwnKey()
    {
        RemotingResponse sent =
            await SendAsync("UNIQ_KEY=batch;WAIT=true", ("a", "UNIQ_KEY=k1;"), ("b", "UNIQ_KEY=k2;TAGS=X"));
        SendMessageResponse answer = sent.ReadHeader<SendMessageResponse>();
        RemotingResponse pulled = await _client.CallAsync(Calls.Pull("T", 0));

        Assert.Equal((ResponseCode.Success, 0L, "batch"), (sent.Code, answer.QueueOffset, answer.TransactionIdText));
        string[] ids = answer.MsgIdText!.Split(',');
        Assert.Equal(2, ids.Length);
        Assert.All(ids, static id => Assert.Equal(32, id.Length));
        Assert.Equal(["a", "b"], Calls.Bodies(pulled));
        const string Stamp = "WAIT=true;MSG_REGION=DefaultRegion;TRACE_ON=true;CLUSTER=DefaultCluster;";
        Assert.Equal(
            [Calls.Separate("UNIQ_KEY=k1;" + Stamp), Calls.Separate("UNIQ_KEY=k2;TAGS=X;" + Stamp)],
            Calls.Properties(pulled));
    }

    [Fact]
    public async Task Send_BatchWithoutOwnKeys_KeepsTheBatchs()
    {
        await SendAsync("UNIQ_KEY=batch", ("a", ""), ("b", ""));
        RemotingResponse pulled = await _client.CallAsync(Calls.Pull("T", 0));

        Assert.All(Calls.Properties(pulled), static text =>
            Assert.StartsWith(Calls.Separate("UNIQ_KEY=batch;"), text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DELAY=1", "")]
    [InlineData("", "DELAY=1")]
    [InlineData("", "TIMER_DELAY_SEC=1")]
    [InlineData("", "TRAN_MSG=true")]
    [InlineData("TRAN_MSG=true", "")]
    public async Task Send_BatchWithWhatIsNotSupported_IsRefused(string shared, string own)
    {
        RemotingResponse response = await SendAsync(shared, ("a", ""), ("b", own));

        Assert.Equal(ResponseCode.MessageIllegal, response.Code);
        Assert.Equal(0, _host.Broker.Store.AppendedOffset);
    }

    [Fact]
    public async Task Send_BatchOfTooMany_IsRefused()
    {
        RemotingResponse response = await SendAsync("", [.. Enumerable.Repeat(("x", ""), 101)]);

        Assert.Equal(ResponseCode.MessageIllegal, response.Code);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("0000002C000000000000000000000000FFFFFFFF68690014")]
    [InlineData("0000002C0000000000000000000000007FFFFFFF68690014")]
    [InlineData("00000018000000000000000000000000000000026869FFFF")]
    public async Task Send_MalformedBatch_IsRefused(string hex)
    {
        RemotingResponse response = await _client.CallAsync(
            RequestCode.SendBatchMessage, Calls.Send("T") with { Batch = true }, Convert.FromHexString(hex));

        Assert.Equal(ResponseCode.MessageIllegal, response.Code);
        Assert.Equal(0, _host.Broker.Store.AppendedOffset);
    }

    [Fact]
    public async Task Send_BatchCodeWithoutTheFlag_IsOneMessage()
    {
        byte[] body = Encode(("a", ""), ("b", ""));
        await _client.CallAsync(RequestCode.SendBatchMessage, Calls.Send("T"), body);

        Assert.Equal(1, _host.Broker.Store.GetMaxOffset("T", 0));
    }

    private Task<RemotingResponse> SendAsync(string shared, params (string Body, string Properties)[] messages) =>
        _client.CallAsync(
            RequestCode.SendBatchMessage, Calls.Send("T", shared) with { Batch = true }, Encode(messages));

    private static byte[] Encode(params (string Body, string Properties)[] messages)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach ((string body, string properties) in messages)
        {
            byte[] bodyBytes = Encoding.UTF8.GetBytes(body);
            byte[] propertyBytes = Encoding.UTF8.GetBytes(Calls.Separate(properties));
            byte[] entry = new byte[22 + bodyBytes.Length + propertyBytes.Length];
            BinaryPrimitives.WriteInt32BigEndian(entry, entry.Length);
            BinaryPrimitives.WriteInt32BigEndian(entry.AsSpan(16), bodyBytes.Length);
            bodyBytes.CopyTo(entry, 20);
            BinaryPrimitives.WriteInt16BigEndian(entry.AsSpan(20 + bodyBytes.Length), (short)propertyBytes.Length);
            propertyBytes.CopyTo(entry, 22 + bodyBytes.Length);
            output.Write(entry);
        }

        return output.WrittenSpan.ToArray();
    }
}
