namespace Ariane.Crash;

/// <summary>One kind of trial. A seed says all about a trial but how its threads interleave.</summary>
/// <param name="Name">For the table and for <c>--only</c>.</param>
/// <param name="Weight">How many trials make one turn: cheap ones come in larger numbers.</param>
/// <param name="RunAsync">Runs the trial of one seed.</param>
internal sealed record Scenario(string Name, int Weight, Func<int, Task<Outcome>> RunAsync);

/// <summary>What became of a trial.</summary>
/// <param name="Findings">What is wrong; empty when every promise was kept.</param>
/// <param name="SaveTo">Puts what the trial left into a directory, to be looked at.</param>
internal sealed record Outcome(IReadOnlyList<string> Findings, Action<string> SaveTo)
{
    public bool IsPassed => Findings.Count == 0;
}
