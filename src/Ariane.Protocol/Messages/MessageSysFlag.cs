namespace Ariane.Protocol.Messages;

/// <summary>Bits of a message's <c>sysFlag</c>. Source: common/.../common/sysflag/MessageSysFlag.java.</summary>
[Flags]
public enum MessageSysFlag
{
    None = 0,
    Compressed = 0x1,
    MultiTags = 0x2,
    Prepared = 0x4,
    Commit = 0x8,
    Rollback = 0xC,
    TransactionMask = Rollback,
    BornHostIPv6 = 0x10,
    StoreHostIPv6 = 0x20,
    NeedUnwrap = 0x40,
    InnerBatch = 0x80,
    CompressionLz4 = 0x100,
    CompressionZstd = 0x200,
    CompressionZlib = 0x300,
    CompressionMask = 0x700,
}
