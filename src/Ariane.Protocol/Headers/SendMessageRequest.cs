using System.Text;
using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Headers;

/// <summary>
/// SEND_MESSAGE_V2, and with the long names SEND_MESSAGE; SEND_BATCH_MESSAGE always has the short names.
/// </summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/header/SendMessageRequestHeaderV2.java and SendMessageRequestHeader.java.
/// <see cref="Properties"/> borrows the frame: it is valid until the handler returns.
/// </remarks>
[RemotingRequest(RequestCode.SendMessageV2)]
public readonly partial record struct SendMessageRequest(
    [Field("a", Alias = "producerGroup")] string ProducerGroup,
    [Field("b", Alias = "topic")] string Topic,
    [Field("c", Alias = "defaultTopic")] string? DefaultTopic,
    [Field("d", Alias = "defaultTopicQueueNums")] int DefaultTopicQueueNums,
    [Field("e", Alias = "queueId")] int QueueId,
    [Field("f", Alias = "sysFlag")] int SysFlag,
    [Field("g", Alias = "bornTimestamp")] long BornTimestamp,
    [Field("h", Alias = "flag")] int Flag,
    [Field("i", Alias = "properties")] ReadOnlyMemory<byte> Properties = default,
    [Field("j", Alias = "reconsumeTimes")] int ReconsumeTimes = 0,
    [Field("k", Alias = "unitMode")] bool UnitMode = false,
    [Field("l", Alias = "maxReconsumeTimes")] int? MaxReconsumeTimes = null,
    [Field("m", Alias = "batch")] bool Batch = false,
    [Field("n", Alias = "bname")] string? BrokerName = null);

/// <summary>
/// The answer to the three send requests: for code 0 as for 10, 11 and 12; refusals have only the last two.
/// </summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/header/SendMessageResponseHeader.java. <see cref="Region"/> and
/// <see cref="TraceOn"/> are ext fields of every send response; the Java client reads them without a null check.
/// The two ids are ASCII and lent, so that answering a send allocates nothing; empty means absent.
/// </remarks>
[RemotingHeader]
public readonly partial record struct SendMessageResponse(
    ReadOnlyMemory<byte> MsgId,
    int? QueueId,
    long? QueueOffset,
    ReadOnlyMemory<byte> TransactionId = default,
    string? BatchUniqId = null,
    string? RecallHandle = null,
    [Field("MSG_REGION")] string? Region = null,
    [Field("TRACE_ON")] bool? TraceOn = null)
{
    /// <summary><see cref="MsgId"/> as a string; null when absent. Of a batch: all ids, separated by commas.</summary>
    public string? MsgIdText => MsgId.IsEmpty ? null : Encoding.ASCII.GetString(MsgId.Span);

    /// <summary><see cref="TransactionId"/> as a string; null when absent.</summary>
    public string? TransactionIdText => TransactionId.IsEmpty ? null : Encoding.ASCII.GetString(TransactionId.Span);
}
