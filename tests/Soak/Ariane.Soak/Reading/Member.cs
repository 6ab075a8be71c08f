using Ariane.Client;
using Ariane.Client.Consuming;
using Ariane.Soak.Disturbing;

namespace Ariane.Soak.Reading;

/// <summary>One push consumer with a client of its own. Used by one at a time.</summary>
internal sealed class Member : IAsyncDisposable
{
    private readonly ArianeClient _client;
    private readonly SeverableConnector? _connector;
    private readonly SoakLog _log;

    private Member(ArianeClient client, SeverableConnector? connector, SoakLog log)
    {
        _client = client;
        _connector = connector;
        _log = log;
    }

    public bool CanBeKilled => _connector is not null;

    /// <param name="canBeKilled">Otherwise it connects as applications do.</param>
    public static async Task<Member> StartAsync(
        SoakContext context, Reader reader, bool canBeKilled, CancellationToken cancellationToken)
    {
        var log = new SoakLog(reader.Name, context.Restarts, context.Findings);
        SeverableConnector? connector = canBeKilled ? new SeverableConnector() : null;
        var member = new Member(context.Connect(log, connector), connector, log);
        QueueOrder? order = reader.IsOrdered ? new QueueOrder() : null;
        var options = new PushConsumerOptions
        {
            Group = reader.Group,
            Subscriptions = reader.Subscriptions,
            Mode = reader.Mode,
            ConsumeFrom = ConsumeFrom.FirstOffset,
            Concurrency = reader.Concurrency,
            LocalOffsetFolder = Path.Combine(context.Folder, reader.Name),
        };
        try
        {
            await member._client.StartPushConsumerAsync(
                options,
                (message, _) =>
                {
                    context.Arrivals.Received(reader, message, order);
                    return new(ConsumeResult.Success);
                },
                cancellationToken);
            return member;
        }
        catch
        {
            await member.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it as a crash of its process would: its connections are reset, and that is all.</summary>
    public ValueTask KillAsync()
    {
        _log.Mute();
        _connector!.Sever();    // Only those that can be killed are.
        return DisposeAsync();
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
