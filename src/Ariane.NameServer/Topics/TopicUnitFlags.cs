namespace Ariane.NameServer.Topics;

/// <summary>The bits of a topic's <c>topicSysFlag</c>. Source: common/.../common/sysflag/TopicSysFlag.java.</summary>
internal static class TopicUnitFlags
{
    private const int Unit = 1;
    private const int UnitSubscription = 2;

    public static bool IsUnit(int sysFlag) => (sysFlag & Unit) != 0;

    public static bool HasUnitSubscription(int sysFlag) => (sysFlag & UnitSubscription) != 0;

    public static bool HasUnitSubscriptionOnly(int sysFlag) => HasUnitSubscription(sysFlag) && !IsUnit(sysFlag);
}
