namespace Ariane.Broker.Topics;

/// <summary>Hears of changes of topics. Called after the change, from any thread; must not block.</summary>
internal interface ITopicListener
{
    /// <summary>The topic was created or changed; deletions are not announced, as upstream.</summary>
    void OnTopicChanged(string topic);
}
