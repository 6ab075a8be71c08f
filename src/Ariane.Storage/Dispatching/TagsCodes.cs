using System.Globalization;
using System.Text;
using Ariane.Protocol.Messages;

namespace Ariane.Storage.Dispatching;

/// <summary>What a queue unit says about a message: the hash of its tag, or when a delayed message is due.</summary>
/// <remarks>
/// Consumers send the same hashes in their subscriptions. Source: store/.../store/CommitLog.java
/// (checkMessageAndReturnSize), common/.../common/message/MessageExtBrokerInner.java (tagsString2tagsCode).
/// </remarks>
internal sealed class TagsCodes(DelayLevels delayLevels)
{
    /// <summary>Of a message in a queue of any topic but the schedule topic; 0 without a tag.</summary>
    public static long Compute(ReadOnlySpan<byte> tags) => JavaStringHash.ComputeUtf8(tags);

    public long Compute(ReadOnlySpan<byte> topic, in DispatchedProperties properties, long storeTimestamp)
    {
        bool isDelayed = !properties.Delay.IsEmpty && Ascii.Equals(topic, ResourceNames.ScheduleTopic);
        if (!isDelayed) return Compute(properties.Tags);

        bool isLevel = int.TryParse(properties.Delay, NumberStyles.None, CultureInfo.InvariantCulture, out int level);
        return isLevel && level > 0 ? delayLevels.DeliveryTimestamp(level, storeTimestamp) : Compute(properties.Tags);
    }
}
