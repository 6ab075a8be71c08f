namespace Ariane.Micro;

/// <summary>
/// Frames that a Java client 5.3.3 sent, as the tests of the protocol have them with their provenance.
/// </summary>
internal static class SampleFrames
{
    /// <summary>SEND_MESSAGE_V2 with keys and user properties; 13 ext fields, JSON header.</summary>
    public static byte[] JsonSend { get; } = Convert.FromBase64String(
        "AAABwAAAAa97ImNvZGUiOjMxMCwiZXh0RmllbGRzIjp7ImEiOiJQR19nb2xkZW4iLCJiIjoiR29sZGVuVG9waWMiLCJjIjoi"
        + "VEJXMTAyIiwiZCI6IjQiLCJlIjoiMCIsImYiOiIwIiwiZyI6IjE3OTUyNjM5MTYzMjYiLCJoIjoiNyIsImkiOiJLRVlTXHUw"
        + "MDAxazIgazNcdTAwMDJ1cFx1MDAwMXbDvCBcInFcIiBcXCAvXHUwMDAyVU5JUV9LRVlcdTAwMDFGRDAwMDAwMDAwMDAwMDAw"
        + "MDAwMDAwMDAwMDAwMDAwMjY2QTMzMDk0NkUwOTY5QTk4MTI2MDAwMVx1MDAwMldBSVRcdTAwMDFmYWxzZVx1MDAwMlRBR1Nc"
        + "dTAwMDFUYWdCXHUwMDAyIiwiaiI6IjAiLCJrIjoiZmFsc2UiLCJtIjoiZmFsc2UiLCJuIjoiYnJva2VyLWEifSwiZmxhZyI6"
        + "MCwibGFuZ3VhZ2UiOiJKQVZBIiwib3BhcXVlIjoyNiwic2VyaWFsaXplVHlwZUN1cnJlbnRSUEMiOiJKU09OIiwidmVyc2lv"
        + "biI6NDc5fWjDqWxsbyDkuK3mloc=");

    /// <summary>The same request of a client with binary headers.</summary>
    public static byte[] BinarySend { get; } = Convert.FromBase64String(
        "AAABMAEAAR8BNgAB3wAAABIAAAAAAAAAAAAAAQoAAWEAAAAJUEdfZ29sZGVuAAFiAAAAC0dvbGRlblRvcGljAAFjAAAABlRC"
        + "VzEwMgABZAAAAAE0AAFlAAAAATAAAWYAAAABMAABZwAAAA0xNzk1MjY0NzY0NTA0AAFoAAAAATcAAWkAAABxS0VZUwFrMiBr"
        + "MwJ1cAF2w7wgInEiIFwgLwJVTklRX0tFWQFGRDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMjFDQ0UzMDk0NkUwOTY5"
        + "QjY3MjU4MDAwMQJXQUlUAWZhbHNlAlRBR1MBVGFnQgIAAWoAAAABMAABawAAAAVmYWxzZQABbQAAAAVmYWxzZQABbgAAAAhi"
        + "cm9rZXItYWjDqWxsbyDkuK3mloc=");
}
