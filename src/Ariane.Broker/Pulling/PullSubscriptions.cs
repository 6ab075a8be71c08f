using Ariane.Broker.Clients;
using Ariane.Broker.Filtering;
using Ariane.Broker.Groups;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Storage.Reading;

namespace Ariane.Broker.Pulling;

/// <summary>
/// Finds out which messages of a queue a pull wants: from the request, or from its group's heartbeats.
/// </summary>
/// <remarks>Called concurrently. Order of checks: broker/.../broker/processor/PullMessageProcessor.java.</remarks>
internal sealed class PullSubscriptions(GroupTable groups, ConsumerGroups consumers, TagFilterCache filters)
{
    private const string Sql = "SQL92";
    private const string ParseFailed = "parse the consumer's subscription failed: ";

    /// <summary>False with the refusal to send.</summary>
    /// <param name="filter">Null passes everything.</param>
    public bool TryFind(
        in PullMessageRequest request,
        SubscriptionGroupConfig group,
        out IMessageFilter? filter,
        out PullAnswer refusal) =>
        ((PullFlags)request.SysFlag & PullFlags.Subscription) != 0
            ? TryRead(request, out filter, out refusal)
            : TryFindRegistered(request, group, out filter, out refusal);

    private bool TryRead(in PullMessageRequest request, out IMessageFilter? filter, out PullAnswer refusal)
    {
        filter = null;
        refusal = default;
        if (!TagFilter.IsTagType(request.ExpressionType))
        {
            // Upstream delivers everything to a type it does not know; an error is what its author meant.
            refusal = request.ExpressionType == Sql
                ? SqlRefusal
                : PullAnswer.Refuse(
                    ResponseCode.SubscriptionParseFailed,
                    ParseFailed + $"unknown expression type {request.ExpressionType}, expected TAG");
            return false;
        }

        if (filters.TryGet(request.Subscription, out TagFilter? tags))
        {
            filter = tags;
            return true;
        }

        refusal = PullAnswer.Refuse(
            ResponseCode.SubscriptionParseFailed,
            ParseFailed + $"no tag in '{request.Subscription}', expected TagA || TagB or *");
        return false;
    }

    private bool TryFindRegistered(
        in PullMessageRequest request,
        SubscriptionGroupConfig group,
        out IMessageFilter? filter,
        out PullAnswer refusal)
    {
        filter = null;
        if (!consumers.TryGet(request.ConsumerGroup, out ConsumerGroup? members))
        {
            refusal = PullAnswer.Refuse(
                ResponseCode.SubscriptionNotExist, "the consumer's group info not exist" + Faq.SeeAlso);
            return false;
        }

        if (!group.ConsumeBroadcastEnable && members.MessageModel == MessageModel.Broadcasting)
        {
            refusal = PullAnswer.Forbid(
                Forbidden.Broadcasting,
                $"the consumer group[{request.ConsumerGroup}] can not consume by broadcast way");
            return false;
        }

        if (groups.IsReadForbidden(request.ConsumerGroup, request.Topic))
        {
            refusal = PullAnswer.Forbid(
                Forbidden.Subscription,
                $"the consumer group[{request.ConsumerGroup}] is forbidden for topic[{request.Topic}]");
            return false;
        }

        GroupSubscription? subscription = members.FindSubscription(request.Topic);
        refusal = Check(subscription, request.SubVersion);
        filter = subscription?.Filter;
        return refusal.Code == ResponseCode.Success;
    }

    private static PullAnswer Check(GroupSubscription? subscription, long wantedVersion)
    {
        if (subscription is null)
        {
            return PullAnswer.Refuse(
                ResponseCode.SubscriptionNotExist, "the consumer's subscription not exist" + Faq.SeeAlso);
        }

        if (subscription.Data.Version < wantedVersion)
            return PullAnswer.Refuse(ResponseCode.SubscriptionNotLatest, "the consumer's subscription not latest");
        return subscription.IsByTag ? default : SqlRefusal;
    }

    private static PullAnswer SqlRefusal =>
        PullAnswer.Refuse(ResponseCode.SystemError, TagFilter.DescribeRefusal(Sql));
}
