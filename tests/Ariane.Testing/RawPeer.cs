using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Testing;

/// <summary>A peer that sends recorded frames to a request table and reads what comes back, byte for byte.</summary>
public sealed class RawPeer : IAsyncDisposable
{
    private readonly Pipe _requests = new();
    private readonly Pipe _responses = new();
    private readonly Task _serving;

    public RawPeer(RequestTable table, TimeProvider time)
    {
        Connection = new RemotingConnection(
            new Duplex(_requests.Reader, _responses.Writer),
            remoteEndPoint: null,
            localEndPoint: null,
            table,
            new RemotingOptions(),
            time,
            NullLogger.Instance);
        _serving = Connection.RunAsync(CancellationToken.None);
    }

    /// <summary>The server's end.</summary>
    public RemotingConnection Connection { get; }

    public async Task SendAsync(byte[] frame) => await _requests.Writer.WriteAsync(frame);

    public async Task<RawResponse> CallAsync(byte[] frame)
    {
        await SendAsync(frame);
        while (true)
        {
            var read = await _responses.Reader.ReadAsync();
            if (TryReadFrame(read.Buffer, out byte[]? response))
            {
                _responses.Reader.AdvanceTo(read.Buffer.GetPosition(response.Length));
                return RawResponse.Parse(response);
            }

            if (read.IsCompleted) throw new EndOfStreamException("The server closed the connection.");
            _responses.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _requests.Writer.CompleteAsync();
        await _serving;
        await Connection.DisposeAsync();
    }

    private static bool TryReadFrame(ReadOnlySequence<byte> buffer, [NotNullWhen(true)] out byte[]? frame)
    {
        frame = null;
        if (buffer.Length < sizeof(int)) return false;

        byte[] bytes = buffer.ToArray();
        int length = sizeof(int) + BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (bytes.Length < length) return false;

        frame = bytes[..length];
        return true;
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}

/// <summary>A response frame with a JSON header.</summary>
public sealed record RawResponse(int Code, string? Remark, IReadOnlyDictionary<string, string> Fields, string Body)
{
    public static RawResponse Parse(byte[] frame)
    {
        int headerBytes = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4)) & 0xFFFFFF;
        using var header = JsonDocument.Parse(frame.AsMemory(8, headerBytes));
        var root = header.RootElement;
        string? remark = root.TryGetProperty("remark", out var text) ? text.GetString() : null;
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (root.TryGetProperty("extFields", out var ext) && ext.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in ext.EnumerateObject()) fields[field.Name] = field.Value.GetString()!;
        }

        string body = Encoding.UTF8.GetString(frame.AsSpan(8 + headerBytes));
        return new(root.GetProperty("code").GetInt32(), remark, fields, body);
    }
}
