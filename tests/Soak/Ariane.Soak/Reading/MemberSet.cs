using Ariane.Client;
using Ariane.Soak.Judging;

namespace Ariane.Soak.Reading;

/// <summary>The members of one reader, and how they come and go. Used by one at a time.</summary>
internal sealed class MemberSet(SoakContext context, Reader reader) : IAsyncDisposable
{
    private readonly List<Member> _members = [];

    public Reader Reader => reader;

    public int Count => _members.Count;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // The first ones stay and connect as applications do; those that come later may be killed.
        while (_members.Count < reader.LeastMembers)
        {
            _members.Add(await Member.StartAsync(context, reader, canBeKilled: false, cancellationToken));
        }
    }

    public Task JoinAsync(CancellationToken cancellationToken) => ChurnAsync(async () =>
    {
        try
        {
            _members.Add(await Member.StartAsync(context, reader, canBeKilled: true, cancellationToken));
        }
        catch (ArianeClientException exception)
        {
            // Nobody can join while the broker is away.
            if (context.Restarts.IsOpen) return;
            context.Findings.Add(FindingKinds.Error, $"{reader.Name} could not be joined: {exception.Message}");
        }
    });

    public Task LeaveAsync(int index) => ChurnAsync(() => Take(index).DisposeAsync().AsTask());

    public Task KillAsync(int index) => ChurnAsync(() => Take(index).KillAsync().AsTask());

    public async ValueTask DisposeAsync()
    {
        reader.Churn.Begin();
        foreach (Member member in _members) await member.DisposeAsync();
    }

    private Member Take(int index)
    {
        Member member = _members[index];
        _members.RemoveAt(index);
        return member;
    }

    private async Task ChurnAsync(Func<Task> change)
    {
        reader.Churn.Begin();
        try
        {
            await change();
        }
        finally
        {
            reader.Churn.End();
        }
    }
}
