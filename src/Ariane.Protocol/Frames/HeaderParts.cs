using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Frames;

/// <summary>What a parser has found of a header so far; texts as where they stand in its bytes.</summary>
internal struct HeaderParts
{
    public int Code;
    public LanguageCode Language;
    public int Version;
    public int Opaque;
    public int Flags;
    public bool HasRemark;
    public bool IsRemarkEscaped;
    public int RemarkStart;
    public int RemarkBytes;
    public int FieldsStart;
    public int FieldsBytes;
}
