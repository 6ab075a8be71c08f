using System.Text.Json;

namespace Ariane.NameServer.Tests;

/// <summary>The first request of a recorded step and what upstream answered.</summary>
internal sealed record GoldenExchange(byte[] Request, RawResponse Response)
{
    public static GoldenExchange Load(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", name + ".json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var exchange = document.RootElement.GetProperty("exchanges")[0];
        return new(Frame(exchange, "request"), RawResponse.Parse(Frame(exchange, "response")));
    }

    private static byte[] Frame(JsonElement exchange, string side) =>
        Convert.FromBase64String(exchange.GetProperty(side).GetProperty("rawBase64").GetString()!);
}
