using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Tests.Headers;

namespace Ariane.Protocol.Tests.Golden;

public sealed class GoldenHeaderTests
{
    /// <summary>
    /// Fields that any request may carry and no header record has, or that have a meaning for controllers only.
    /// </summary>
    private static readonly HashSet<string> Ambient =
    [
        "ReqT", "ns", "nsd", "bname", "lo", "oway", "AccessKey", "Signature", "OnsChannel", "SecurityToken",
        "brokerId", "brokerName", "sysFlag",
    ];

    /// <summary>Recordings in which a field is missing or malformed on purpose.</summary>
    private static readonly HashSet<string> Incomplete =
    [
        "errors/query-offset-missing-headers", "errors/search-offset-bad-number", "errors/send-bad-number",
        "errors/send-missing-headers", "errors/send-no-extfields",
    ];

    [Theory]
    [MemberData(nameof(GoldenFrames.Names), MemberType = typeof(GoldenFrames))]
    public void TryRead_RecordedRequest_LosesNoField(string name)
    {
        foreach (RecordedFrame recorded in GoldenFrames.Load(name).Where(static frame => !frame.IsResponse))
        {
            var scratch = new HeaderScratch();
            CommandHeader header = recorded.Decode(scratch);
            foreach ((_, RequestHeaders.Rewrite rewrite) in
                RequestHeaders.All.Where(entry => (int)entry.Key == header.Code))
            {
                FieldReader reader = header.ReadFields(scratch);
                Dictionary<string, string>? rewritten = rewrite(ref reader, out string? error);
                if (Incomplete.Contains(name)) Assert.StartsWith("field '", error, StringComparison.Ordinal);
                else AssertKept(recorded.Fields, rewritten, error);
            }
        }
    }

    [Theory]
    [InlineData("client-5.3.3-v1/send-no-tag-no-key")]
    [InlineData("lenient/send-v1-go-style")]
    public void TryRead_RecordedSendWithLongNames_IsReadLikeTheShortOnes(string name)
    {
        RecordedFrame recorded = GoldenFrames.Load(name)
            .First(static frame => frame.Code == (int)RequestCode.SendMessage);
        SendMessageRequest request = Read<SendMessageRequest>(recorded);

        Assert.Equal(recorded.Fields["producerGroup"], request.ProducerGroup);
        Assert.Equal(recorded.Fields["topic"], request.Topic);
        Assert.Equal(recorded.Fields["bornTimestamp"], $"{request.BornTimestamp}");
        Assert.Equal(recorded.Fields["properties"], System.Text.Encoding.UTF8.GetString(request.Properties.Span));
    }

    [Fact]
    public void TryRead_RecordedBatch_IsASendWithTheBatchMark()
    {
        RecordedFrame recorded = GoldenFrames.Load("client-5.3.3/send-batch")
            .First(static frame => frame.Code == (int)RequestCode.SendBatchMessage);

        Assert.True(Read<SendMessageRequest>(recorded).Batch);
    }

    [Theory]
    [InlineData("client-5.3.3/send-sync-keys-userprops")]
    [InlineData("client-5.3.3-binary/send-sync-keys-userprops")]
    [InlineData("server-binary/send-json-request")]
    public void TryRead_RecordedSendResponse_HasEveryField(string name)
    {
        RecordedFrame recorded = GoldenFrames.Load(name)
            .Last(static frame => frame.IsResponse && frame.Fields.ContainsKey("msgId"));
        SendMessageResponse response = Read<SendMessageResponse>(recorded);

        AssertKept(recorded.Fields, FieldText.Of(response), null);
        Assert.NotEmpty(response.MsgIdText!);
        Assert.Equal("DefaultRegion", response.Region);
        Assert.True(response.TraceOn);
    }

    [Theory]
    [InlineData("client-5.3.3/pull-found")]
    [InlineData("server-binary/pull-json-request")]
    public void TryRead_RecordedPullResponse_HasEveryField(string name)
    {
        foreach (RecordedFrame recorded in GoldenFrames.Load(name)
            .Where(static frame => frame.IsResponse && frame.Fields.ContainsKey("nextBeginOffset")))
        {
            AssertKept(recorded.Fields, FieldText.Of(Read<PullMessageResponse>(recorded)), null);
        }
    }

    [Fact]
    public void TryRead_RecordedHeartbeatResponse_SupportsVersion2()
    {
        RecordedFrame recorded = GoldenFrames.Load("client-5.3.3/heartbeat-v1").First(static frame => frame.IsResponse);

        Assert.Equal(new HeartbeatResponse(true, true), Read<HeartbeatResponse>(recorded));
    }

    private static THeader Read<THeader>(RecordedFrame recorded)
        where THeader : IHeader<THeader>
    {
        var scratch = new HeaderScratch();
        FieldReader reader = recorded.Decode(scratch).ReadFields(scratch);
        Assert.True(THeader.TryRead(ref reader, out THeader? header, out string? error), error);
        return header;
    }

    private static void AssertKept(
        Dictionary<string, string> recorded, Dictionary<string, string>? rewritten, string? error)
    {
        Assert.True(rewritten is not null, error);
        foreach ((string name, string value) in recorded.Where(static field => field.Value.Length > 0))
        {
            if (rewritten.TryGetValue(name, out string? kept)) Assert.Equal(value, kept);
            else Assert.Contains(name, Ambient);
        }
    }
}
