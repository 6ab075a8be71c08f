using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Tests.Codes;

public sealed class CodeNumberTests
{
    [Fact]
    public void RequestCode_EveryNumber_IsUpstreams() => AssertSame<RequestCode>("request-codes.txt");

    [Fact]
    public void ResponseCode_EveryNumber_IsUpstreams() => AssertSame<ResponseCode>("response-codes.txt");

    [Theory]
    [InlineData(LanguageCode.Java, 0, "JAVA")]
    [InlineData(LanguageCode.Cpp, 1, "CPP")]
    [InlineData(LanguageCode.Dotnet, 2, "DOTNET")]
    [InlineData(LanguageCode.Python, 3, "PYTHON")]
    [InlineData(LanguageCode.Delphi, 4, "DELPHI")]
    [InlineData(LanguageCode.Erlang, 5, "ERLANG")]
    [InlineData(LanguageCode.Ruby, 6, "RUBY")]
    [InlineData(LanguageCode.Other, 7, "OTHER")]
    [InlineData(LanguageCode.Http, 8, "HTTP")]
    [InlineData(LanguageCode.Go, 9, "GO")]
    [InlineData(LanguageCode.Php, 10, "PHP")]
    [InlineData(LanguageCode.Oms, 11, "OMS")]
    [InlineData(LanguageCode.Rust, 12, "RUST")]
    [InlineData(LanguageCode.NodeJs, 13, "NODE_JS")]
    public void LanguageNames_EveryLanguage_HasUpstreamsNumberAndName(LanguageCode language, int number, string name)
    {
        Assert.Equal(number, (int)language);
        Assert.Equal(name, LanguageNames.NameOf(language));
        Assert.Equal(language, LanguageNames.FromCode(number));
        Assert.Equal(language, LanguageNames.FromName(System.Text.Encoding.UTF8.GetBytes(name)));
    }

    [Theory]
    [InlineData(14)]
    [InlineData(255)]
    [InlineData(-1)]
    public void FromCode_UnknownNumber_IsOther(int number) =>
        Assert.Equal(LanguageCode.Other, LanguageNames.FromCode(number));

    [Theory]
    [InlineData(ProtocolVersion.Current, 5, 3, 3)]
    [InlineData(ProtocolVersion.LastWithoutGoAway, 5, 3, 1)]
    [InlineData(ProtocolVersion.StaticTopicMappings, 5, 0, 0)]
    [InlineData(ProtocolVersion.StandardJsonRoute, 4, 9, 4)]
    [InlineData(ProtocolVersion.LastWithoutSignedUniqueKeyMark, 4, 9, 3)]
    [InlineData(ProtocolVersion.SqlFilters + 1, 4, 1, 0)]    // the snapshot before the release
    public void ProtocolVersion_Number_IsTheReleasesOrdinal(int number, int major, int minor, int patch) =>
        Assert.Equal((major == 4 ? 213 : 413) + (20 * minor) + (2 * patch), number);

    [Theory]
    [InlineData(ProtocolVersion.ConsumerResetOffset, 28)]
    [InlineData(ProtocolVersion.RegisterBrokerBody, 37)]
    [InlineData(ProtocolVersion.ConsumerRunningInfo, 62)]
    [InlineData(ProtocolVersion.MaxReconsumeTimesInRequest, 121)]
    public void ProtocolVersion_NumberOfThe3xLine_IsUpstreams(int number, int expected) =>
        Assert.Equal(expected, number);

    private static void AssertSame<TCode>(string file)
        where TCode : struct, Enum
    {
        IEnumerable<string> expected = File
            .ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "codes", file))
            .Select(static line => line.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant());
        IEnumerable<string> declared = Enum.GetValues<TCode>()
            .OrderBy(static code => Convert.ToInt32(code, null))
            .Select(static code => $"{Convert.ToInt32(code, null)} {code.ToString().ToUpperInvariant()}");

        Assert.Equal(expected, declared);
    }
}
