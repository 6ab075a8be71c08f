namespace Ariane.Protocol.Codes;

/// <summary>Version ordinals that peers announce in every frame: ours, and those at which behaviour changes.</summary>
/// <remarks>
/// The ordinal of V4.m.p is 213 + 20 m + 2 p, that of V5.m.p is 413 + 20 m + 2 p; the 3.x line is irregular.
/// Source: common/.../common/MQVersion.java.
/// </remarks>
public static class ProtocolVersion
{
    /// <summary>V5_3_3, the release whose behaviour Ariane has; sent in every request and response.</summary>
    public const int Current = 479;

    /// <summary>
    /// V3_0_7_SNAPSHOT: the first consumers that can be told to reset offsets and asked for their status.
    /// </summary>
    public const int ConsumerResetOffset = 28;

    /// <summary>
    /// V3_0_11: from here on a broker registers with a body that has its filter servers beside its topics.
    /// </summary>
    public const int RegisterBrokerBody = 37;

    /// <summary>
    /// V3_1_8_SNAPSHOT: the first consumers that answer for their running state and consume on demand.
    /// </summary>
    public const int ConsumerRunningInfo = 62;

    /// <summary>V3_4_9: from here on the number of retries in a request overrides that of its group.</summary>
    public const int MaxReconsumeTimesInRequest = 121;

    /// <summary>
    /// V4_1_0_SNAPSHOT: consumers use SQL92 filters only if the broker's heartbeat answer says at least this.
    /// </summary>
    public const int SqlFilters = 232;

    /// <summary>V4_9_3: up to here the unique-key mark of a query is left out of what is signed.</summary>
    public const int LastWithoutSignedUniqueKeyMark = 399;

    /// <summary>V4_9_4: from here on clients read routes with quoted ids, that is, standard JSON.</summary>
    public const int StandardJsonRoute = 401;

    /// <summary>V5_0_0: from here on a compressed registration has the static-topic mappings.</summary>
    public const int StaticTopicMappings = 413;

    /// <summary>V5_3_1: only later peers understand GO_AWAY.</summary>
    public const int LastWithoutGoAway = 475;
}
