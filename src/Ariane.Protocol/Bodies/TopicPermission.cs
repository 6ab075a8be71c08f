namespace Ariane.Protocol.Bodies;

/// <summary>What may be done with a topic or a broker. Source: common/.../common/constant/PermName.java.</summary>
[Flags]
public enum TopicPermission
{
    None = 0,

    /// <summary>Topics may be created after this one's model.</summary>
    Inherit = 1,
    Write = 2,
    Read = 4,
    Priority = 8,
}
