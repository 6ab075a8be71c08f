using Ariane.Protocol.Headers;

namespace Ariane.Remoting.Tests.Fixtures;

/// <summary>Headers to send.</summary>
internal static class Sample
{
    public static GetMaxOffsetRequest MaxOffset(int queueId = 0) => new("Orders", queueId);

    public static SendMessageRequest Send(int queueId = 0) =>
        new("Producers", "Orders", "TBW102", 4, queueId, 0, 1_700_000_000_000, 0);
}
