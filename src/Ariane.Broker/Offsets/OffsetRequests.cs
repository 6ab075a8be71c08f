using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker.Offsets;

/// <summary>The requests about offsets of groups and of queues.</summary>
internal static class OffsetRequests
{
    public static RequestTableBuilder MapOffsets(
        this RequestTableBuilder table, ConsumerOffsets offsets, MessageStore store, UpdateConsumerOffsetHandler update,
        GetConsumeStatsHandler stats) => table
        .Map(update)
        .Map(stats)
        .Map(new QueryConsumerOffsetHandler(offsets, store))
        .Map(new GetMaxOffsetHandler(store))
        .Map(new GetMinOffsetHandler(store))
        .Map(new SearchOffsetHandler(store))
        .Map(new GetEarliestStoreTimeHandler(store));
}
