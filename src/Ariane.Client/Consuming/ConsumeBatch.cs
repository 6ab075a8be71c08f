using Ariane.Client.Messages;

namespace Ariane.Client.Consuming;

/// <summary>Neighbours of one queue on their way through a handler.</summary>
/// <param name="first">The number of the first one in the process queue.</param>
internal sealed class ConsumeBatch(
    QueueConsumption queue, ReceivedMessage[] messages, long first, HandlerRunner runner) : IThreadPoolWorkItem
{
    public QueueConsumption Queue => queue;

    public ReceivedMessage[] Messages => messages;

    public void Execute() => _ = runner.RunAsync(this);

    /// <summary>The message at an index of the batch needs nothing more.</summary>
    public void Finish(int index) => queue.Finish(first + index);

    /// <summary>One message of the batch, to be handled again on its own.</summary>
    public ConsumeBatch Only(int index) => new(queue, [messages[index]], first + index, runner);
}
