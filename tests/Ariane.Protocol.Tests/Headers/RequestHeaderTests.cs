using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;

namespace Ariane.Protocol.Tests.Headers;

public sealed class RequestHeaderTests
{
    [Fact]
    public void TryRead_RequiredFieldMissing_SaysWhich()
    {
        Assert.False(FieldText.TryReadJson("""{"topic":"T"}""", out GetMinOffsetRequest? header, out string? error));
        Assert.Null(header);
        Assert.Equal("field 'queueId' is missing", error);
    }

    [Fact]
    public void TryRead_FieldWithTwoNamesMissing_SaysBoth()
    {
        Assert.False(FieldText.TryReadJson("{}", out SendMessageRequest _, out string? error));
        Assert.Equal("field 'a' or 'producerGroup' is missing", error);
    }

    [Theory]
    [InlineData("""{"topic":"T","queueId":"abc","timestamp":"1"}""", "field 'queueId' is not an int32: 'abc'")]
    [InlineData("""{"topic":"T","queueId":"","timestamp":"1"}""", "field 'queueId' is not an int32: ''")]
    [InlineData("""{"topic":"T","queueId":1,"timestamp":1.5}""", "field 'timestamp' is not an int64: '1.5'")]
    public void TryRead_NumberMalformed_SaysWhat(string json, string expected)
    {
        Assert.False(FieldText.TryReadJson(json, out SearchOffsetRequest? _, out string? error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void TryRead_OptionalNumberMalformed_IsAnErrorToo()
    {
        const string Json = """{"consumerGroup":"G","topic":"T","commitOffset":"x"}""";

        Assert.False(FieldText.TryReadJson(Json, out UpdateConsumerOffsetRequest? _, out string? error));
        Assert.Equal("field 'commitOffset' is not an int64: 'x'", error);
    }

    [Fact]
    public void TryRead_LongMalformedValue_IsClipped()
    {
        string json = $$"""{"topic":"T","queueId":"{{new string('9', 10_000)}}"}""";

        Assert.False(FieldText.TryReadJson(json, out GetMinOffsetRequest? _, out string? error));
        Assert.InRange(error!.Length, 10, 120);
    }

    [Fact]
    public void TryRead_BrokenFields_SaysSo()
    {
        Assert.False(FieldText.TryReadJson("""{"topic":"T" """, out NoFields _, out string? error));
        Assert.Equal(FieldError.Malformed, error);
    }

    [Fact]
    public void TryRead_FieldsWithDefaults_TakeThemWhenMissing()
    {
        Assert.True(FieldText.TryReadJson("""{"topic":"T","queueId":"2"}""", out GetMaxOffsetRequest? header, out _));
        Assert.Equal(new GetMaxOffsetRequest("T", 2, Committed: true), header);
    }

    [Fact]
    public void TryRead_UnknownAndDuplicateFields_AreSkippedAndTheLastWins()
    {
        const string Json =
            """{"ReqT":"0","topic":"old","queueId":"1","bname":"b","Topic":"no","topic":"T","queueId":2}""";

        Assert.True(FieldText.TryReadJson(Json, out GetMinOffsetRequest? header, out _));
        Assert.Equal(new GetMinOffsetRequest("T", 2), header);
    }

    [Fact]
    public void TryRead_LongNames_AreReadAndWrittenAsShortOnes()
    {
        const string Json = """
            {"producerGroup":"PG","topic":"T","defaultTopic":"TBW102","defaultTopicQueueNums":"4","queueId":"-1",
            "sysFlag":"1","bornTimestamp":"1700000000000","flag":"2","properties":"k\u0001v\u0002","reconsumeTimes":"3",
            "unitMode":"true","maxReconsumeTimes":"16","batch":"true","bname":"broker-a"}
            """;

        Assert.True(FieldText.TryReadJson(Json, out SendMessageRequest header, out string? error), error);
        Dictionary<string, string> written = FieldText.Of(header);
        Assert.Equal(
            "a=PG b=T c=TBW102 d=4 e=-1 f=1 g=1700000000000 h=2 i=k\u0001v\u0002 j=3 k=true l=16 m=true n=broker-a",
            string.Join(' ', written.Select(static field => $"{field.Key}={field.Value}")));
    }

    [Fact]
    public void Code_EveryRequest_HasItsOwn()
    {
        IEnumerable<RequestCode> codes = RequestHeaders.All.Select(static entry => entry.Key).ToList();

        Assert.Equal(codes.Distinct(), codes);
        Assert.Equal(RequestCode.SendMessageV2, CodeOf<SendMessageRequest>());
    }

    [Fact]
    public void TryRead_SendHeader_AllocatesNothing()
    {
        const string Json =
            """{"a":"PG","b":"Topic","c":"TBW102","d":4,"e":0,"f":0,"g":1,"h":0,"i":"k\u0001v\u0002","m":"false"}""";
        byte[] utf8 = Encoding.UTF8.GetBytes(Json);
        var scratch = new HeaderScratch();

        Assert.Equal(0, Allocations.Of(calls: 100, () =>
        {
            scratch.Reset();
            var reader = new FieldReader(HeaderCodec.Json, utf8, scratch);
            SendMessageRequest.TryRead(ref reader, out _, out _);
        }));
    }

    private static RequestCode CodeOf<TRequest>()
        where TRequest : IRequestHeader<TRequest> => TRequest.Code;
}
