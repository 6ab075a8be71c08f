namespace Ariane.Remoting.Requests;

/// <summary>
/// What a peer is told about an exception: its type and message, as upstream does, without the stack.
/// </summary>
internal static class FailureText
{
    public static string Of(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";
}
