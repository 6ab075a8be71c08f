namespace Ariane.Broker.Pulling;

/// <summary>Bits of a pull's <c>sysFlag</c>. Source: common/.../common/sysflag/PullSysFlag.java.</summary>
[Flags]
internal enum PullFlags
{
    None = 0,

    /// <summary>The commit offset is to be recorded.</summary>
    CommitOffset = 1,

    /// <summary>The sender agrees to wait for a message.</summary>
    Suspend = 2,

    /// <summary>The request carries its own subscription.</summary>
    Subscription = 4,
}
