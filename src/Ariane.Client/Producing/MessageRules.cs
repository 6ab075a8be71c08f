using System.Buffers;
using Ariane.Client.Messages;
using Ariane.Protocol.Messages;

namespace Ariane.Client.Producing;

/// <summary>What every broker would refuse, found before anything is sent.</summary>
/// <remarks>Source: client/.../client/Validators.java.</remarks>
internal static class MessageRules
{
    // They separate names and values in the property text.
    private static readonly SearchValues<char> Separators = SearchValues.Create("\u0001\u0002");

    /// <exception cref="InvalidMessageException">The message breaks a rule.</exception>
    public static void Check(Message message, int maxBodyBytes)
    {
        if (NameRules.CheckTopic(message.Topic) is { } problem) throw new InvalidMessageException(problem);
        if (message.Body.IsEmpty)
        {
            throw new InvalidMessageException("The message has an empty body; brokers take at least one byte.");
        }

        if (message.Body.Length > maxBodyBytes)
        {
            throw new InvalidMessageException(
                $"The body has {message.Body.Length} bytes; at most {maxBodyBytes} are allowed (MaxMessageBytes).");
        }

        CheckDelay(message);
        CheckText("tag", message.Tag);
        for (int index = 0; index < message.Keys.Count; index++) CheckKey(message.Keys[index]);
        if (message.Properties.Count > 0) CheckProperties(message);
    }

    private static void CheckDelay(Message message)
    {
        if (message.DelayLevel < 0)
        {
            throw new InvalidMessageException("The delay level is negative; levels start at 1.");
        }

        int given = (message.DelayLevel > 0 ? 1 : 0)
            + (message.Delay is null ? 0 : 1)
            + (message.DeliverAt is null ? 0 : 1);
        if (given > 1)
        {
            throw new InvalidMessageException(
                "Give either a delay level, a delay or a delivery time, not several of them.");
        }
    }

    private static void CheckKey(string key)
    {
        if (string.IsNullOrEmpty(key) || key.Contains(' '))
        {
            throw new InvalidMessageException($"The key '{key}' is empty or contains a blank, which separates keys.");
        }

        CheckText("key", key);
    }

    private static void CheckProperties(Message message)
    {
        foreach ((string name, string value) in message.Properties)
        {
            if (ReservedPropertyNames.Contains(name))
            {
                throw new InvalidMessageException(
                    $"The property name '{name}' is reserved for the broker. Choose another.");
            }

            if (string.IsNullOrWhiteSpace(name) || string.IsNullOrEmpty(value))
            {
                throw new InvalidMessageException(
                    $"The property '{name}' has a blank name or an empty value, which would be lost.");
            }

            CheckText("property name", name);
            CheckText("property value", value);
        }
    }

    private static void CheckText(string what, string? text)
    {
        if (text is not null && text.AsSpan().ContainsAny(Separators))
        {
            throw new InvalidMessageException(
                $"A {what} contains the character U+0001 or U+0002, which separates properties.");
        }
    }
}
