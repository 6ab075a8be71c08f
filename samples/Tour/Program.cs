using System.Text;
using Ariane.Client;
using Ariane.Client.Consuming;
using Ariane.Client.Messages;
using Ariane.Client.Producing;
using Ariane.Server;

// The README's samples as one program: a server in this process, a producer and a consumer.
// Run it with: dotnet run --project samples/Tour
string data = Directory.CreateTempSubdirectory("ariane-tour-").FullName;
await using (var server = await ArianeServer.StartAsync(ArianeServerOptions.AllInOne(data, port: 0, nameServerPort: 0)))
{
    await using var client = new ArianeClient(
        new ArianeClientOptions { NameServers = [server.NameServerEndPoint!.ToString()] });
    await client.Topics.CreateAsync("orders", queues: 4);

    await using Producer producer = await client.StartProducerAsync(new ProducerOptions { Group = "orders" });
    SendResult sent = await producer.SendAsync(
        new Message("orders", "hello"u8.ToArray()) { Tag = "paid", Keys = ["4711"] });
    Console.WriteLine($"{sent.MessageId} is stored in queue {sent.Queue.QueueId} at offset {sent.QueueOffset}");

    var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
    await using PushConsumer consumer = await client.StartPushConsumerAsync(
        new PushConsumerOptions
        {
            Group = "shop",
            Subscriptions = [new Subscription("orders", "paid || shipped")],
            ConsumeFrom = ConsumeFrom.FirstOffset,
        },
        (message, _) =>
        {
            received.TrySetResult(Encoding.UTF8.GetString(message.Body.Span));
            return new(ConsumeResult.Success);
        });
    Console.WriteLine($"received: {await received.Task}");
}

Directory.Delete(data, recursive: true);
