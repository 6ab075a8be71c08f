namespace Ariane.Protocol.Messages;

/// <summary>Where the fields of a message record lie, in bytes from its start. Drawn in docs/wire/message.md.</summary>
internal static class RecordLayout
{
    public const uint MagicVersion1 = 0xDAA3_20A7;
    public const uint MagicVersion2 = 0xDAA3_20AB;
    public const uint MagicBlank = 0xCBD4_3194;

    public const int Magic = 4;
    public const int BodyCrc = 8;
    public const int QueueId = 12;
    public const int Flag = 16;
    public const int QueueOffset = 20;
    public const int LogOffset = 28;
    public const int SysFlag = 36;
    public const int BornTimestamp = 40;

    /// <summary>8 bytes, or 20 as bit 4 of the sysFlag says. All that follows moves with it.</summary>
    public const int BornHost = 48;

    /// <summary>Total and magic: all that a blank record holds, and all that tells what a record is.</summary>
    public const int HeadBytes = 8;

    /// <summary>The longest topic that version 1, whose length is one signed byte, can hold.</summary>
    public const int MaxVersion1TopicBytes = sbyte.MaxValue;

    private const int MinimumVersion1Bytes = 91;
    private const int IPv4HostBytes = 8;
    private const int ExtraIPv6Bytes = 12;

    /// <summary>The size of a record with empty body, topic and properties.</summary>
    public static int MinimumBytes(bool isVersion2, MessageSysFlag sysFlag) =>
        MinimumVersion1Bytes + (isVersion2 ? 1 : 0) + ExtraBornHostBytes(sysFlag) + ExtraStoreHostBytes(sysFlag);

    public static int StoreTimestamp(MessageSysFlag sysFlag) => BornHost + IPv4HostBytes + ExtraBornHostBytes(sysFlag);

    public static int StoreHost(MessageSysFlag sysFlag) => StoreTimestamp(sysFlag) + sizeof(long);

    public static int ReconsumeTimes(MessageSysFlag sysFlag) =>
        StoreHost(sysFlag) + IPv4HostBytes + ExtraStoreHostBytes(sysFlag);

    public static int PreparedTransactionOffset(MessageSysFlag sysFlag) => ReconsumeTimes(sysFlag) + sizeof(int);

    public static int BodyLength(MessageSysFlag sysFlag) => PreparedTransactionOffset(sysFlag) + sizeof(long);

    public static int Body(MessageSysFlag sysFlag) => BodyLength(sysFlag) + sizeof(int);

    private static int ExtraBornHostBytes(MessageSysFlag sysFlag) =>
        (sysFlag & MessageSysFlag.BornHostIPv6) != 0 ? ExtraIPv6Bytes : 0;

    private static int ExtraStoreHostBytes(MessageSysFlag sysFlag) =>
        (sysFlag & MessageSysFlag.StoreHostIPv6) != 0 ? ExtraIPv6Bytes : 0;
}
