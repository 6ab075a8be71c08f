using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>The configuration of a consumer group on a broker. Defaults are upstream's.</summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/subscription/SubscriptionGroupConfig.java. Instances never change. The retry
/// policy is kept as the JSON text it came in (<c>groupRetryPolicy</c>): the broker itself does nothing with it.
/// </remarks>
public sealed record SubscriptionGroupConfig(string GroupName) : IJsonBody<SubscriptionGroupConfig>
{
    public bool ConsumeEnable { get; init; } = true;

    public bool ConsumeFromMinEnable { get; init; } = true;

    public bool ConsumeBroadcastEnable { get; init; } = true;

    public bool ConsumeMessageOrderly { get; init; }

    public int RetryQueueNums { get; init; } = 1;

    public int RetryMaxTimes { get; init; } = 16;

    /// <summary>Standard JSON text; other text is left out when the configuration is written.</summary>
    public string RetryPolicyJson { get; init; } = """{"type":"CUSTOMIZED"}""";

    public long BrokerId { get; init; }

    public long WhichBrokerWhenConsumeSlowly { get; init; } = 1;

    public bool NotifyConsumerIdsChangedEnable { get; init; } = true;

    public int GroupSysFlag { get; init; }

    public int ConsumeTimeoutMinute { get; init; } = 15;

    /// <summary>The JSON text of <c>subscriptionDataSet</c>, or null.</summary>
    public string? SubscriptionDataSetJson { get; init; }

    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out SubscriptionGroupConfig? body,
        [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    internal static SubscriptionGroupConfig Read(ref TolerantJsonReader reader) =>
        SubscriptionGroupJson.Read(ref reader);

    internal void Write(ref JsonWriter writer) => SubscriptionGroupJson.Write(ref writer, this);
}
