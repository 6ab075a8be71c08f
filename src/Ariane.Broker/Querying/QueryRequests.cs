using Ariane.Broker.Reading;
using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker.Querying;

/// <summary>The requests for single messages.</summary>
internal static class QueryRequests
{
    public static RequestTableBuilder MapQuerying(
        this RequestTableBuilder table, MessageStore store, ReadResultPool results) => table
        .Map(new ViewMessageHandler(store, results))
        .Map(new QueryMessageHandler(store, results));
}
