namespace Ariane.Crash.Tests;

/// <summary>
/// The short form of <c>eng/crash</c> over files in memory: some seeds of every scenario that has many.
/// </summary>
public sealed class StoreTrialTests
{
    private const int Seeds = 5;

    public static TheoryData<string> Names =>
        [
            .. Scenarios.Stores.Where(static scenario => scenario.Weight >= Seeds)
            .Select(static scenario => scenario.Name),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Store_WhateverHappensToIt_KeepsItsPromises(string name)
    {
        Scenario scenario = Scenarios.Stores.Single(scenario => scenario.Name == name);
        for (int seed = 1; seed <= Seeds; seed++)
        {
            Outcome outcome = await scenario.RunAsync(seed);
            Assert.True(outcome.IsPassed, $"{name}, seed {seed}:\n{string.Join('\n', outcome.Findings)}");
        }
    }
}
