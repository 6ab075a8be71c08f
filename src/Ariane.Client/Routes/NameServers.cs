using Ariane.Client.Connections;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;

namespace Ariane.Client.Routes;

/// <summary>The name servers, of which one is used until it fails to answer. Safe for concurrent use.</summary>
internal sealed class NameServers(IReadOnlyList<string> addresses, RemoteCalls calls, TimeProvider time)
{
    private static readonly TimeSpan ShortestAttempt = TimeSpan.FromMilliseconds(10);

    // Clients start at different servers, so that these share the load.
    private int _chosen = Random.Shared.Next(addresses.Count);

    /// <summary>
    /// Asks the server that answered last, then each of the others, until one answers, whatever it says.
    /// </summary>
    /// <exception cref="TransportException">
    /// None answered within the call timeout, of which each gets a fair share.
    /// </exception>
    public async ValueTask<(string Address, RemotingResponse Response)> AskAsync<TRequest>(
        TRequest request, CancellationToken cancellationToken)
        where TRequest : IRequestHeader<TRequest>
    {
        long started = time.GetTimestamp();
        int first = Volatile.Read(ref _chosen);
        for (int attempt = 0; ; attempt++)
        {
            int index = (first + attempt) % addresses.Count;
            int left = addresses.Count - attempt;
            TimeSpan share = (calls.DefaultTimeout - time.GetElapsedTime(started)) / left;
            if (share < ShortestAttempt) share = ShortestAttempt;
            try
            {
                RemotingResponse response = await calls
                    .InvokeAsync(addresses[index], request, default, share, cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref _chosen, index);
                return (addresses[index], response);
            }
            catch (TransportException) when (left > 1)
            {
                // The next server holds the same data.
            }
        }
    }

    /// <summary>Makes every server do the same; they do not tell each other.</summary>
    /// <exception cref="ArianeClientException">
    /// One refused or did not answer; those before it did as they were told.
    /// </exception>
    public async ValueTask TellAllAsync<TRequest>(TRequest request, CancellationToken cancellationToken)
        where TRequest : IRequestHeader<TRequest>
    {
        foreach (string address in addresses) await calls.CallAsync(address, request, cancellationToken)
            .ConfigureAwait(false);
    }
}
