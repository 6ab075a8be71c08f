using System.Text;
using Ariane.Soak.Reading;

namespace Ariane.Soak.Tests;

/// <summary>The short form of <c>eng/soak</c>: one consumer that joins and leaves, one clean restart.</summary>
public sealed class SoakTests : IDisposable
{
    private const int Messages = 6000;

    private readonly string _data = Directory.CreateTempSubdirectory("ariane-soak-").FullName;

    [Fact]
    public async Task Broker_RestartedWhileConsumersComeAndGo_LosesNothing()
    {
        // Patient with a machine that is slow or does much else, and too short to judge by its few samples what leaks.
        var plan = new SoakPlan(Messages, Rate: 1500)
        {
            SampleInterval = TimeSpan.FromSeconds(5),
            LongestWait = TimeSpan.FromMinutes(3),
            Grace = TimeSpan.FromMinutes(1),
        };
        var output = new StringWriter(new StringBuilder());

        int failed = await new SoakRun(plan, _data, output, DisturbAsync, TimeProvider.System)
            .RunAsync(CancellationToken.None);

        Assert.True(failed == 0, output.ToString());
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private static async Task DisturbAsync(SoakStage stage, CancellationToken cancellationToken)
    {
        MemberSet churning = stage.MembersOf("churning");
        await SentAsync(Messages / 4);
        await churning.JoinAsync(cancellationToken);
        await SentAsync(Messages / 2);
        await stage.Broker.RestartAsync(kill: false);
        await SentAsync(Messages * 3 / 4);
        await churning.LeaveAsync(churning.Count - 1);
        await SentAsync(Messages);

        // One-way messages are never acknowledged: of them it counts that they were sent.
        async Task SentAsync(int messages)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
            while (stage.Ledger.Issued < messages) await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
