using Ariane.Client.Connections;
using Ariane.Client.Messages;
using Ariane.Client.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;

namespace Ariane.Client.Administration;

/// <summary>Creates and deletes consumer groups. Safe for concurrent use.</summary>
/// <remarks>
/// Every method throws an <see cref="ArianeClientException"/> when a server cannot be found, refuses, or is silent.
/// </remarks>
public sealed class GroupAdministration
{
    private readonly RemoteCalls _calls;
    private readonly NameServers _nameServers;

    internal GroupAdministration(RemoteCalls calls, NameServers nameServers)
    {
        _calls = calls;
        _nameServers = nameServers;
    }

    /// <summary>Creates a group on the masters of a cluster, or changes it where it exists.</summary>
    /// <param name="group">The group's configuration.</param>
    /// <param name="cluster">Null means all clusters that the name servers know.</param>
    /// <param name="cancellationToken">Ends the waiting; masters reached before have the group.</param>
    public async Task CreateAsync(
        SubscriptionGroupConfig group, string? cluster = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(group);
        NameRules.RequireGroup(group.GroupName, nameof(group));
        ReadOnlyMemory<byte> body = RemoteCalls.Encode(group);
        foreach (string master in await ClusterMasters.ListAsync(_nameServers, cluster, cancellationToken)
            .ConfigureAwait(false))
        {
            await _calls.CallAsync(master, new UpdateGroupRequest(), body, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes a group from the masters of a cluster.</summary>
    /// <param name="group">The group's name.</param>
    /// <param name="forgetOffsets">Should a group of that name that is created later begin as a new one?</param>
    /// <param name="cluster">Null means all clusters that the name servers know.</param>
    /// <param name="cancellationToken">Ends the waiting; masters reached before have no such group.</param>
    public async Task DeleteAsync(
        string group, bool forgetOffsets = false, string? cluster = null, CancellationToken cancellationToken = default)
    {
        NameRules.RequireGroup(group, nameof(group));
        foreach (string master in await ClusterMasters.ListAsync(_nameServers, cluster, cancellationToken)
            .ConfigureAwait(false))
        {
            await _calls.CallAsync(master, new DeleteGroupRequest(group, forgetOffsets), cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
