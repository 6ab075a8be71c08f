using System.Diagnostics;
using Ariane.Client;
using Ariane.Client.Messages;
using Ariane.Client.Producing;

namespace Ariane.Load;

/// <summary>Fills a topic by batches, in which every n-th message has the tag that a consumer will ask for.</summary>
internal static class TaggedBacklog
{
    private const int BatchMessages = 50;
    private const int Senders = 8;

    public static async Task<object> FillAsync(Arguments arguments)
    {
        string topic = arguments.Text("topic");
        int batches = arguments.Number("count", 1_000_000) / BatchMessages;
        int tagEvery = arguments.Number("tag-every", 100);
        byte[] body = new byte[arguments.Number("size", 1024)];
        new Random(1).NextBytes(body);
        Message match = new(topic, body) { Tag = "match" };
        Message other = new(topic, body) { Tag = "other" };

        var options = new ArianeClientOptions { NameServers = [arguments.Text("namesrv")] };
        await using var client = new ArianeClient(options);
        await using Producer producer = await client.StartProducerAsync(new ProducerOptions
        {
            Group = "ariane-load",
            SendTimeout = TimeSpan.FromSeconds(10),
        });

        int sent = 0;
        int next = -1;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAsync()));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new { messages = sent, matches = sent / tagEvery, seconds };

        async Task SendAsync()
        {
            for (int batch; (batch = Interlocked.Increment(ref next)) < batches;)
            {
                IEnumerable<int> numbers = Enumerable.Range(batch * BatchMessages, BatchMessages);
                Message[] messages = [.. numbers.Select(number => number % tagEvery == 0 ? match : other)];
                await producer.SendBatchAsync(messages);
                Interlocked.Add(ref sent, messages.Length);
            }
        }
    }
}
