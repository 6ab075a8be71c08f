using System.Text;

namespace Ariane.Storage.Tests.Dispatching;

/// <summary>Remembers every arrival; safe to be read after the dispatcher has stopped.</summary>
internal sealed class RecordingListener : IArrivalListener
{
    public List<(string Topic, int QueueId, long MaxOffset, long TagsCode, long StoreTimestamp, string Properties)>
        Arrivals { get; } = [];

    public int Batches { get; private set; }

    public Action? OnEach { get; set; }

    public void OnArrival(in Arrival arrival)
    {
        string properties = Encoding.UTF8.GetString(arrival.Properties);
        Arrivals.Add((
            arrival.Topic, arrival.QueueId, arrival.MaxOffset, arrival.TagsCode, arrival.StoreTimestamp, properties));
        OnEach?.Invoke();
    }

    public void OnBatchEnd() => Batches++;
}
