namespace Ariane.Broker.Offsets;

/// <summary>A group's reading of a topic; in files and bodies <c>topic@group</c>.</summary>
internal readonly record struct TopicGroup(string Topic, string Group)
{
    private const char Separator = '@';

    /// <summary>
    /// Topics have no <c>@</c>, groups of broadcasting proxies do (<c>group@broadcast</c>): the first one separates.
    /// </summary>
    public static TopicGroup Parse(string key)
    {
        int separator = key.IndexOf(Separator, StringComparison.Ordinal);
        return separator < 0 ? new TopicGroup(key, "") : new TopicGroup(key[..separator], key[(separator + 1)..]);
    }

    public override string ToString() => Group.Length == 0 ? Topic : Topic + Separator + Group;
}
