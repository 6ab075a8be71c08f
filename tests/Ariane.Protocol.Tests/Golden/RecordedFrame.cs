using System.Buffers;
using System.Text.Json;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;

namespace Ariane.Protocol.Tests.Golden;

/// <summary>One recorded frame: its bytes, and what the recorder read in them.</summary>
public sealed class RecordedFrame(JsonElement recorded, bool isResponse)
{
    public byte[] Bytes { get; } = recorded.GetProperty("rawBase64").GetBytesFromBase64();

    public bool IsResponse => isResponse;

    public int Code => recorded.GetProperty("code").GetInt32();

    public int Opaque => recorded.GetProperty("opaque").GetInt32();

    public int Flags => recorded.GetProperty("flag").GetInt32();

    public int Version => recorded.TryGetProperty("version", out JsonElement version) ? version.GetInt32() : 0;

    public HeaderCodec Codec =>
        recorded.GetProperty("serialization").GetString() == "ROCKETMQ" ? HeaderCodec.Binary : HeaderCodec.Json;

    public string? Remark =>
        recorded.TryGetProperty("remark", out JsonElement remark) ? remark.GetString() : null;

    public LanguageCode Language
    {
        get
        {
            if (!recorded.TryGetProperty("language", out JsonElement language)) return LanguageCode.Java;
            return language.ValueKind == JsonValueKind.Number
                ? (LanguageCode)language.GetInt32()
                : Enum.TryParse(language.GetString(), ignoreCase: true, out LanguageCode named)
                    ? named
                    : LanguageCode.Other;
        }
    }

    /// <summary>The ext fields with their values as text.</summary>
    public Dictionary<string, string> Fields =>
        recorded.TryGetProperty("extFields", out JsonElement fields) && fields.ValueKind == JsonValueKind.Object
            ? fields.EnumerateObject()
                .Where(static member => member.Value.ValueKind != JsonValueKind.Null)
                .ToDictionary(static member => member.Name, static member => Text(member.Value))
            : [];

    public bool HasFields => recorded.TryGetProperty("extFields", out _);

    /// <summary>Cuts and decodes the bytes.</summary>
    public CommandHeader Decode(HeaderScratch scratch)
    {
        var buffer = new ReadOnlySequence<byte>(Bytes);
        Assert.Equal(FrameStatus.Complete, RemotingFrame.TryRead(ref buffer, 16 * 1024 * 1024, out Frame frame));
        Assert.True(buffer.IsEmpty);
        Assert.Equal(Codec, frame.Codec);
        Assert.True(
            CommandHeader.TryParse(frame.Codec, frame.Header, scratch, out CommandHeader header, out string? error),
            error);
        return header;
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };
}
