using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Storage.Reading;

namespace Ariane.Broker.Pulling;

/// <summary>What a pull is to be answered; messages are in the result that the pull was read into.</summary>
/// <param name="Code">19 is the one that may be put off.</param>
/// <param name="Header">Offsets, or which permission was missing.</param>
/// <param name="Remark">The name of the read's status, or what is wrong.</param>
/// <param name="Filter">What the pull wants of its queue; for waiting pulls.</param>
internal readonly record struct PullAnswer(
    ResponseCode Code, PullMessageResponse Header, string? Remark, IMessageFilter? Filter = null)
{
    public bool HasMessages => Code == ResponseCode.Success;

    public static PullAnswer Refuse(ResponseCode code, string remark) => new(code, default, remark);

    public static PullAnswer Forbid(Forbidden what, string remark) =>
        new(ResponseCode.NoPermission, new PullMessageResponse(ForbiddenType: (int)what), remark);
}

/// <summary>Whose permission is missing. Source: remoting/.../remoting/protocol/ForbiddenType.java.</summary>
internal enum Forbidden
{
    Broker = 1,
    Group = 2,
    Topic = 3,
    Broadcasting = 4,
    Subscription = 5,
}
