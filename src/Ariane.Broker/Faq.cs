namespace Ariane.Broker;

/// <summary>The pointer that upstream appends to the remarks of common mistakes.</summary>
/// <remarks>Source: common/.../common/help/FAQUrl.java.</remarks>
internal static class Faq
{
    public const string SeeAlso = "\nSee https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.";
}
