using System.Buffers;
using System.Text;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Requests;

namespace Ariane.Client.Tests.Fakes;

/// <summary>A send request as a broker got it.</summary>
internal sealed record SentMessage(
    string Topic,
    int QueueId,
    MessageSysFlag SysFlag,
    int Flag,
    bool IsBatch,
    bool IsOneway,
    string PropertyText,
    byte[] Body)
{
    public IReadOnlyDictionary<string, string> Properties { get; } =
        ReadProperties(Encoding.UTF8.GetBytes(PropertyText));

    public static SentMessage From(in SendMessageRequest request, RequestContext context) => new(
        request.Topic,
        request.QueueId,
        (MessageSysFlag)request.SysFlag,
        request.Flag,
        request.Batch,
        context.IsOneway,
        Encoding.UTF8.GetString(request.Properties.Span),
        context.Body.ToArray());

    public static Dictionary<string, string> ReadProperties(ReadOnlySpan<byte> text)
    {
        var properties = new Dictionary<string, string>();
        PropertyEnumerator walk = MessageProperties.Enumerate(text);
        while (walk.MoveNext()) properties[Encoding.UTF8.GetString(walk.Name)] = Encoding.UTF8.GetString(walk.Value);
        return properties;
    }
}
