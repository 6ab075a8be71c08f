using System.Text.Json;

namespace Ariane.Broker.Tests;

/// <summary>A request of a recorded step and what upstream answered.</summary>
internal sealed record GoldenExchange(byte[] Request, RawResponse? Response)
{
    /// <summary>The first request to a broker in a step.</summary>
    public static GoldenExchange Load(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", name + ".json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement exchange = document.RootElement.GetProperty("exchanges").EnumerateArray().First(IsForBroker);
        byte[]? response = Frame(exchange, "response");
        return new(Frame(exchange, "request")!, response is null ? null : RawResponse.Parse(response));
    }

    private static bool IsForBroker(JsonElement exchange) =>
        exchange.TryGetProperty("request", out _)
        && exchange.GetProperty("direction").GetString()!.StartsWith("client -> broker", StringComparison.Ordinal);

    private static byte[]? Frame(JsonElement exchange, string side) =>
        exchange.TryGetProperty(side, out JsonElement frame) && frame.ValueKind == JsonValueKind.Object
            ? Convert.FromBase64String(frame.GetProperty("rawBase64").GetString()!)
            : null;
}
