using Ariane.Remoting.Requests;

namespace Ariane.Broker.Groups;

/// <summary>The requests about configurations of consumer groups.</summary>
internal static class GroupRequests
{
    public static RequestTableBuilder MapGroups(
        this RequestTableBuilder table,
        GroupTable groups,
        UpdateGroupHandler update,
        DeleteGroupHandler delete) => table
        .Map(update)
        .Map(delete)
        .Map(new GetAllGroupConfigHandler(groups))
        .Map(new GetGroupConfigHandler(groups));
}
