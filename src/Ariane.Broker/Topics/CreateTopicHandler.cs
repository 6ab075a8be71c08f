using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Requests;
using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Topics;

/// <summary>UPDATE_AND_CREATE_TOPIC: an operator creates a topic or replaces its configuration.</summary>
/// <remarks>
/// Answered once the change is on disk and, if they are quick, known to the name servers: tools look the route up next.
/// Order of checks: broker/.../broker/processor/AdminBrokerProcessor.java (updateAndCreateTopic).
/// </remarks>
internal sealed class CreateTopicHandler(
    TopicTable topics, ITopicAnnouncer announcer, TopicOptions options, ILogger<CreateTopicHandler> logger)
    : IRequestHandler<CreateTopicRequest>
{
    private const TopicPermission ValidPermissions =
        TopicPermission.Read | TopicPermission.Write | TopicPermission.Inherit;

    private const int MaxAttributesLength = 4096;

    public async ValueTask<Reply> HandleAsync(CreateTopicRequest request, RequestContext context)
    {
        string peer = context.Connection.RemoteHost.ToString();
        if (ResourceNames.FindTopicFault(request.Topic) is { } fault) return Invalid(fault);
        string name = request.Topic!;
        if (options.ProtectSystemTopics && topics.IsSystem(name))
            return Invalid($"The topic[{name}] is conflict with system topic.");
        if (CheckShape(request) is { } problem) return Invalid(problem);
        if (!TopicAttributes.TryParse(request.Attributes, out Dictionary<string, string> changes, out string? error))
            return Failed(error);
        if (!options.MixedMessageType && TopicAttributes.AsksForMixedType(changes))
            return Invalid("MIXED message type is not supported.");

        TopicConfig? current = topics.TryGet(name, out Topic? topic) ? topic.Config : null;
        if (!TopicAttributes.TryApply(
            current?.Attributes, changes, out Dictionary<string, string> attributes, out error))
        {
            return Failed(error);
        }

        TopicConfig config = Build(name, request, attributes);
        if (changes.Count == 0 && IsSame(config, current)) return Reply.Ok;
        if (!topics.TryPut(config))
            return Failed($"this broker has {options.MaxTopics} topics and takes no more");

        TopicLog.Changed(logger, config.TopicName, config.ReadQueueNums, config.WriteQueueNums, (int)config.Perm, peer);
        if (!await topics.SaveAsync().ConfigureAwait(false))
            return Failed("the topic works but could not be saved: see the broker's log");

        await announcer.WhenAnnouncedAsync().ConfigureAwait(false);
        return Reply.Ok;
    }

    private static Reply Failed(string remark) => Reply.Error(ResponseCode.SystemError, remark);

    private static Reply Invalid(string remark) => Reply.Error(ResponseCode.InvalidParameter, remark);

    private static TopicConfig Build(string name, CreateTopicRequest request, Dictionary<string, string> attributes) =>
        new(name)
        {
            ReadQueueNums = request.ReadQueueNums,
            WriteQueueNums = request.WriteQueueNums,
            Perm = (TopicPermission)request.Perm,
            TopicFilterType = request.TopicFilterType ?? "SINGLE_TAG",
            TopicSysFlag = request.TopicSysFlag ?? 0,
            Order = request.Order,
            Attributes = attributes,
        };

    // The dictionaries compare by reference, and are equal when nothing of them was to change.
    private static bool IsSame(TopicConfig config, TopicConfig? current) =>
        current is not null && config with { Attributes = current.Attributes } == current;

    private string? CheckShape(CreateTopicRequest request)
    {
        int most = options.MaxQueuesPerTopic;
        if (request.ReadQueueNums < 0 || request.ReadQueueNums > most)
            return $"readQueueNums is {request.ReadQueueNums}; expected 0 to {most}";
        if (request.WriteQueueNums < 0 || request.WriteQueueNums > most)
            return $"writeQueueNums is {request.WriteQueueNums}; expected 0 to {most}";
        if (((TopicPermission)request.Perm & ~ValidPermissions) != 0)
            return $"perm is {request.Perm}; expected a sum of 4 (read), 2 (write) and 1 (inherit)";

        // Another one would be written to topics.json and could not be read back.
        if (request.TopicFilterType is not (null or "SINGLE_TAG" or "MULTI_TAG"))
            return "topicFilterType is neither SINGLE_TAG nor MULTI_TAG";
        return request.Attributes?.Length > MaxAttributesLength
            ? $"attributes has {request.Attributes.Length} characters; expected at most {MaxAttributesLength}"
            : null;
    }
}
